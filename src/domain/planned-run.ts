import { isRehearsal } from './entry.ts';
import { variablesOf } from './parameters.ts';
import type { ActionRequest } from './request.ts';
import type { Run, RunEcho, RunVariable } from './run.ts';
import type { Said } from './said.ts';

/** Whether the message carries the token as a word of its own. */
export const carriesToken = (message: string, token: string | undefined): boolean =>
  token !== undefined && message.split(/\s+/).includes(token);

/** Which run of the request is meant: the one that the approvals are for, or the preview before them. */
export interface ExpectedRun {
  readonly runId: string | undefined;
  readonly token: string | undefined;
  readonly planOnly: boolean;
}

export const approvedRun = ({ runId, token, asked }: ActionRequest): ExpectedRun => ({
  runId,
  token,
  planOnly: isRehearsal(asked.entry),
});

/**
 * What the call that creates a run sends, by HCP Terraform's names. The body of that call is typed by these, and so is the
 * table below: a field that is sent and not compared does not compile.
 */
export type SentAttribute = 'message' | 'auto-apply' | 'plan-only' | 'invoke-action-addrs' | 'variables';
export type SentRelationship = 'workspace' | 'configuration-version';
/** Never sent, since each makes another kind of run. What HCP Terraform may set itself (`refresh-only`) is not among them. */
type NeverSent = 'is-destroy' | 'save-plan' | 'target-addrs' | 'replace-addrs';

/** What a run is compared by. The last two are known once it is stored and planned. */
export type RunRow = SentAttribute | SentRelationship | NeverSent | 'id' | 'resource-changes';

/** When a run is compared: as it is created or found, and again before it is confirmed. */
type Moment = 'created' | 'planned';

interface Expected extends ExpectedRun {
  readonly workspace: string;
  readonly configurationVersion: string | undefined;
  readonly address: string;
  readonly variables: readonly RunVariable[];
}

/** Says what differs, as the end of a sentence, or `undefined`. */
type Row = (run: Run, expected: Expected, moment: Moment) => string | undefined;

type Echoed<Name extends keyof RunEcho> = NonNullable<Exclude<RunEcho[Name], 'unreadable'>>;

/**
 * Compares what HCP Terraform echoes. What it leaves out differs from nothing as long as the run is only created: answers
 * and lists may be short. A planned run has to say all that was sent; what was not sent has its documented default.
 */
function echoed<Name extends keyof RunEcho>(
  name: Name,
  fits: (echo: Echoed<Name>, expected: Expected) => boolean,
  difference: string,
  byDefault?: Echoed<Name>,
): Row {
  return ({ echo }, expected, moment) => {
    const said = echo[name] as Said<Echoed<Name>>;
    if (said === 'unreadable') return `HCP Terraform says its ${name} in a way that the bot cannot read`;
    if (said === undefined && moment === 'created') return undefined;
    const value = said ?? byDefault;
    if (value === undefined) return `HCP Terraform does not say its ${name}`;
    return fits(value, expected) ? undefined : difference;
  };
}

const ofConfiguration = echoed(
  'configuration-version',
  (id, { configurationVersion }) => id === configurationVersion,
  'it uses another configuration version',
);
const ofPlanOnly = echoed('plan-only', (is) => is, 'it is not a plan-only run', false);
const ofApplied = echoed('plan-only', (is) => !is, 'it is a plan-only run', false);
const isEmpty = (all: readonly string[]): boolean => all.length === 0;

const written = (variables: readonly RunVariable[]): string =>
  JSON.stringify(variables.map(({ key, value }) => [key, value]).sort());

/** Whatever their order, the same keys with exactly the same values, each once. */
const sameVariables = (variables: readonly RunVariable[], expected: Expected): boolean =>
  written(variables) === written(expected.variables);

const ROWS = {
  id: (run, { runId }, moment) =>
    moment === 'planned' && run.id !== runId ? 'it is not the run of this request' : undefined,
  message: ({ message }, { token }) =>
    carriesToken(message, token) ? undefined : "its message does not carry this request's token",
  workspace: echoed('workspace', (id, { workspace }) => id === workspace, 'it is in another workspace'),
  // A workspace that had none leaves the choice to HCP Terraform.
  'configuration-version': (run, expected, moment) =>
    expected.configurationVersion === undefined ? undefined : ofConfiguration(run, expected, moment),
  'invoke-action-addrs': echoed(
    'invoke-action-addrs',
    (addresses, { address }) => addresses.length === 1 && addresses[0] === address,
    'it invokes another action address',
  ),
  variables: echoed('variables', sameVariables, 'it has other variables', []),
  'auto-apply': echoed('auto-apply', (auto) => !auto, 'it applies itself without a confirmation (auto-apply)'),
  'plan-only': (run, expected, moment) =>
    expected.planOnly ? ofPlanOnly(run, expected, moment) : ofApplied(run, expected, moment),
  'is-destroy': echoed('is-destroy', (is) => !is, 'it is a destroy run', false),
  'save-plan': echoed('save-plan', (is) => !is, 'it only saves its plan (save-plan)', false),
  'target-addrs': echoed('target-addrs', isEmpty, 'it targets resources (target-addrs)', []),
  'replace-addrs': echoed('replace-addrs', isEmpty, 'it replaces resources (replace-addrs)', []),
  'resource-changes': ({ plan }, _, moment) => {
    if (moment === 'created' || plan?.resourceChanges === 0) return undefined;
    return plan?.resourceChanges === undefined
      ? 'its plan does not say how many resources it changes'
      : `it plans ${plan.resourceChanges} resource changes besides the action`;
  },
} as const satisfies Readonly<Record<RunRow, Row>>;

export const RUN_ROWS = Object.keys(ROWS) as readonly RunRow[];

export interface RunDifference {
  readonly row: RunRow;
  /** The end of a sentence, without anything that a service said. */
  readonly says: string;
}

/** Holds a run against everything that was sent for it. All that differs, in the order of the table. */
export function compareRun(
  request: ActionRequest,
  run: Run,
  moment: Moment,
  expected: ExpectedRun = approvedRun(request),
): readonly RunDifference[] {
  const { asked } = request;
  const all: Expected = {
    ...expected,
    workspace: asked.workspaceId,
    configurationVersion: asked.configurationVersionId,
    address: asked.entry.address,
    variables: variablesOf(asked.entry.parameters, asked.parameters),
  };
  return RUN_ROWS.flatMap((row) => {
    const says = ROWS[row](run, all, moment);
    return says === undefined ? [] : [{ row, says }];
  });
}

/**
 * Holds a planned run against its request, number of invocations aside: says what differs, or `undefined` where the run
 * is the one that was approved. A run that differs is never confirmed.
 */
export const findDifference = (
  request: ActionRequest,
  run: Run,
  expected: ExpectedRun = approvedRun(request),
): string | undefined => compareRun(request, run, 'planned', expected)[0]?.says;

/** Of runs that carry the token, the oldest first, those that are what was sent come before any other. */
export const inOrderOfAdoption = (
  request: ActionRequest,
  runs: readonly Run[],
  expected: ExpectedRun = approvedRun(request),
): readonly Run[] => {
  const fits = (run: Run): boolean => compareRun(request, run, 'created', expected).length === 0;
  return [...runs.filter(fits), ...runs.filter((run) => !fits(run))];
};

/** Says what is wrong with the number of invocations that the plan has, or `undefined` where it is from one to the limit. */
export function findExcess(request: ActionRequest, invocations: number): string | undefined {
  const limit = request.asked.entry.maxInvocations;
  if (invocations < 1) return 'it invokes nothing';
  if (invocations > limit) return `it plans ${invocations} invocations, and the allowlist allows ${limit}`;
  return undefined;
}
