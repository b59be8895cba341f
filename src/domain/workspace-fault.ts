import type { Entry } from './entry.ts';
import { Refusal } from './refusal.ts';
import type { Workspace } from './run.ts';
import { type Sentence, sentence, type Words } from './sentence.ts';

/** The first Terraform version with actions. */
const FIRST_WITH_ACTIONS = { major: 1, minor: 14 } as const;

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
  readonly wayOut: Words;
  /** The HTTP statuses with which `POST /runs` is refused because of it. */
  readonly answers: readonly number[];
}

/** Every fault of a workspace, in the order of checking. What a workspace does not say is not a fault. */
const FAULTS: Readonly<Record<WorkspaceFaultKind, FaultRow>> = {
  local_execution: {
    holds: ({ executionMode }) => executionMode === 'local',
    says: ({ workspace }) => sentence`workspace ${workspace} uses local execution, so HCP Terraform runs nothing in it`,
    wayOut: 'Change its execution mode to remote or agent, then ask again.',
    answers: [422],
  },
  no_configuration: {
    holds: ({ hasConfiguration }) => hasConfiguration === false,
    says: ({ workspace }) => sentence`workspace ${workspace} has no configuration version yet`,
    wayOut: 'Upload or merge a configuration first, then ask again.',
    answers: [422],
  },
  terraform_too_old: {
    holds: ({ terraformVersion }) => hasNoActions(terraformVersion),
    says: ({ workspace, version }) =>
      sentence`workspace ${workspace} uses Terraform ${version ?? 'below 1.14'}, which has no actions`,
    wayOut: 'Set its Terraform version to 1.14 or later, then ask again.',
    answers: [422],
  },
  cannot_queue_run: {
    holds: ({ canQueueRun }) => canQueueRun === false,
    says: ({ workspace }) => sentence`the bot's token may not start runs in workspace ${workspace}`,
    wayOut: 'Give the team of TFE_TOKEN at least the Plan role on the workspace, then ask again.',
    answers: [403, 404],
  },
  cannot_confirm: {
    holds: ({ canConfirm }, { apply }) => apply === 'automatic' && canConfirm === false,
    says: ({ workspace }) =>
      sentence`the bot's token may not apply runs in workspace ${workspace}, and the allowlist has them applied automatically`,
    wayOut:
      'Give the team of TFE_APPLY_TOKEN, or of TFE_TOKEN where there is none, the Write role on the workspace, then ask again. With apply: by_hand somebody can confirm in HCP Terraform instead.',
    answers: [],
  },
};

const EXACT = /^(\d{1,4})\.(\d{1,4})\.\d{1,6}(?:-[0-9A-Za-z.-]{1,50})?$/;

export const isExactVersion = (version: string): boolean => EXACT.test(version);

/** True for an exact version without actions. A constraint, `latest` or an unreadable version is not a fault. */
function hasNoActions(version: string | undefined): boolean {
  const parts = EXACT.exec(version ?? '');
  if (parts === null) return false;
  const [major, minor] = [Number(parts[1]), Number(parts[2])];
  return major < FIRST_WITH_ACTIONS.major || (major === FIRST_WITH_ACTIONS.major && minor < FIRST_WITH_ACTIONS.minor);
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
export function findWorkspaceFault(
  workspace: string,
  facts: WorkspaceFacts,
  entry: Pick<Entry, 'apply'>,
): WorkspaceFault | undefined {
  const kind = kinds.find((one) => FAULTS[one].holds(facts, entry));
  if (kind === undefined) return undefined;
  const { terraformVersion } = facts;
  const isOfVersion = kind === 'terraform_too_old' && terraformVersion !== undefined;
  return { kind, workspace, ...(isOfVersion ? { version: terraformVersion } : {}) };
}

const kinds = Object.keys(FAULTS) as readonly WorkspaceFaultKind[];

/** True if this release has words for it. */
export const isKnownFault = ({ kind }: WorkspaceFault): boolean => Object.hasOwn(FAULTS, kind);

/** The rest of a sentence, without its full stop. */
export const sayWorkspaceFault = (fault: WorkspaceFault): Sentence => FAULTS[fault.kind].says(fault);

export const wayOutOf = ({ kind }: WorkspaceFault): Words => FAULTS[kind].wayOut;

export const refuseWorkspace = ({ action, environment }: Entry, fault: WorkspaceFault): Refusal =>
  new Refusal(
    'workspace_unusable',
    sentence`${action} in ${environment} cannot run: ${sayWorkspaceFault(fault)}.`,
    wayOutOf(fault),
  );

/** True if this fault can explain such an answer to `POST /runs`. */
export const isAnsweredWith = ({ kind }: WorkspaceFault, status: number): boolean =>
  FAULTS[kind].answers.includes(status);
