import type { Entry } from './entry.ts';
import { Refusal } from './refusal.ts';
import type { Workspace } from './run.ts';
import { type Sentence, sentence, type Words } from './sentence.ts';

/** The first Terraform version with actions. */
const FIRST_WITH_ACTIONS = [1, 14, 0] as const;
const FIRST_WITHOUT_MODULE_FAULT = [1, 14, 4] as const;

/** What a workspace's document says that decides whether an action can run in it. Absent: it does not say. */
export interface WorkspaceFacts {
  readonly executionMode?: string;
  readonly terraformVersion?: string;
  readonly hasConfiguration?: boolean;
  readonly canQueueRun?: boolean;
  /** For the token that confirms. */
  readonly canConfirm?: boolean;
}

export type WorkspaceFaultKind =
  | 'local_execution'
  | 'no_configuration'
  | 'terraform_too_old'
  | 'cannot_queue_run'
  | 'cannot_confirm';

/** Why no action can run in a workspace, according to its document. */
export interface WorkspaceFault {
  readonly kind: WorkspaceFaultKind;
  readonly workspace: string;
  /** The workspace's Terraform version, if that is the fault. */
  readonly version?: string;
}

interface FaultRow {
  readonly holds: (facts: WorkspaceFacts, entry: Pick<Entry, 'apply'>) => boolean;
  /** The rest of a sentence, without its full stop. */
  readonly says: (fault: WorkspaceFault) => Sentence;
  /** An imperative, without its full stop. */
  readonly wayOut: string;
  /** Another way out, as a whole sentence. */
  readonly otherwise?: string;
  /** The HTTP statuses with which `POST /runs` is refused because of it. */
  readonly answers: readonly number[];
}

/** Every fault of a workspace, in the order of checking. What a workspace does not say is not a fault. */
const FAULTS: Readonly<Record<WorkspaceFaultKind, FaultRow>> = {
  local_execution: {
    holds: ({ executionMode }) => executionMode === 'local',
    says: ({ workspace }) => sentence`workspace ${workspace} uses local execution, so HCP Terraform runs nothing in it`,
    wayOut: 'Change its execution mode to remote or agent',
    answers: [422],
  },
  no_configuration: {
    holds: ({ hasConfiguration }) => hasConfiguration === false,
    says: ({ workspace }) => sentence`workspace ${workspace} has no configuration version yet`,
    wayOut: 'Upload or merge a configuration first',
    answers: [422],
  },
  terraform_too_old: {
    holds: ({ terraformVersion }) => hasNoActions(terraformVersion),
    says: ({ workspace, version }) =>
      sentence`workspace ${workspace} uses Terraform ${version ?? 'below 1.14'}, which has no actions`,
    wayOut: 'Set its Terraform version to 1.14 or later',
    answers: [422],
  },
  cannot_queue_run: {
    holds: ({ canQueueRun }) => canQueueRun === false,
    says: ({ workspace }) => sentence`the bot's token may not start runs in workspace ${workspace}`,
    wayOut: 'Give the team of TFE_TOKEN at least the Plan role on the workspace',
    answers: [403, 404],
  },
  cannot_confirm: {
    holds: ({ canConfirm }, { apply }) => apply === 'automatic' && canConfirm === false,
    says: ({ workspace }) =>
      sentence`the bot's token may not apply runs in workspace ${workspace}, but the allowlist applies them automatically`,
    wayOut: 'Give the team of TFE_APPLY_TOKEN, or of TFE_TOKEN where there is none, the Write role on the workspace',
    otherwise: 'With apply: by_hand somebody can confirm in HCP Terraform instead.',
    answers: [],
  },
};

const EXACT = /^(\d{1,4})\.(\d{1,4})\.(\d{1,6})(?:-[0-9A-Za-z.-]{1,50})?$/;

export const isExactVersion = (version: string): boolean => EXACT.test(version);

/** True for an exact version without actions. A constraint, `latest` or an unreadable version is not a fault. */
const hasNoActions = (version: string | undefined): boolean => isOlderThan(version, FIRST_WITH_ACTIONS);

/** Whether it has actions, and fails plans of configurations with actions in modules that have no instances (hashicorp/terraform#38089). */
export const hasModuleFault = (version: string | undefined): boolean =>
  !hasNoActions(version) && isOlderThan(version, FIRST_WITHOUT_MODULE_FAULT);

function isOlderThan(version: string | undefined, first: readonly number[]): boolean {
  const parts = EXACT.exec(version ?? '')
    ?.slice(1)
    .map(Number);
  if (parts === undefined) return false;
  const different = parts.findIndex((part, index) => part !== first[index]);
  return (parts[different] ?? 0) < (first[different] ?? 0);
}

/** The facts to store with a request. Unknown ones are left out. */
export function factsOf(
  { executionMode, terraformVersion, hasConfiguration, canQueueRun }: Workspace,
  canConfirm?: boolean,
): WorkspaceFacts {
  return {
    ...(executionMode === undefined ? {} : { executionMode }),
    ...(terraformVersion === undefined ? {} : { terraformVersion }),
    ...(hasConfiguration === undefined ? {} : { hasConfiguration }),
    ...(canQueueRun === undefined ? {} : { canQueueRun }),
    ...(canConfirm === undefined ? {} : { canConfirm }),
  };
}

/** The workspace's first fault, or `undefined`. */
export const findWorkspaceFault = (
  workspace: string,
  facts: WorkspaceFacts,
  entry: Pick<Entry, 'apply'>,
): WorkspaceFault | undefined => findWorkspaceFaults(workspace, facts, entry)[0];

/** Everything that the workspace says no to. */
export function findWorkspaceFaults(
  workspace: string,
  facts: WorkspaceFacts,
  entry: Pick<Entry, 'apply'>,
): readonly WorkspaceFault[] {
  const { terraformVersion: version } = facts;
  return kinds
    .filter((kind) => FAULTS[kind].holds(facts, entry))
    .map((kind) => ({ kind, workspace, ...(kind === 'terraform_too_old' && version !== undefined && { version }) }));
}

const kinds = Object.keys(FAULTS) as readonly WorkspaceFaultKind[];

/** True if this release has words for it. */
export const isKnownFault = ({ kind }: WorkspaceFault): boolean => Object.hasOwn(FAULTS, kind);

/** The rest of a sentence, without its full stop. */
export const sayWorkspaceFault = (fault: WorkspaceFault): Sentence => FAULTS[fault.kind].says(fault);

/** For somebody who has asked. */
export const wayOutOf = (fault: WorkspaceFault): Words => sayWayOut(fault, ', then ask again');

/** For an operator. */
export const mendingOf = (fault: WorkspaceFault): string => sayWayOut(fault, '');

function sayWayOut({ kind }: WorkspaceFault, then: string): string {
  const { wayOut, otherwise } = FAULTS[kind];
  return `${wayOut}${then}.${otherwise === undefined ? '' : ` ${otherwise}`}`;
}

export const refuseWorkspace = ({ action, environment }: Entry, fault: WorkspaceFault): Refusal =>
  new Refusal(
    'workspace_unusable',
    sentence`${action} in ${environment} cannot run: ${sayWorkspaceFault(fault)}.`,
    wayOutOf(fault),
  );

/** True if this fault can explain such an answer to `POST /runs`. */
export const isAnsweredWith = ({ kind }: WorkspaceFault, status: number): boolean =>
  FAULTS[kind].answers.includes(status);
