import { isRehearsal } from './entry.ts';
import { variablesOf } from './parameters.ts';
import type { ActionRequest } from './request.ts';
import type { Run, RunEcho, RunVariable } from './run.ts';
import type { Said } from './said.ts';

/** True if the message contains the token as a separate word. */
export const carriesToken = (message: string, token: string | undefined): boolean =>
  token !== undefined && message.split(/\s+/).includes(token);

/** The request's run that is meant: the approved one, or the preview before it. */
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
 * The fields of the call that creates a run, by HCP Terraform's names. Both the call's body and the table below are
 * typed by these, so a field that is sent but not compared does not compile.
 */
export type SentAttribute = 'message' | 'auto-apply' | 'plan-only' | 'invoke-action-addrs' | 'variables';
export type SentRelationship = 'workspace' | 'configuration-version';
/**
 * Never sent, since each makes another kind of run. `refresh-only` is missing because HCP Terraform may set it itself.
 */
type NeverSent = 'is-destroy' | 'save-plan' | 'target-addrs' | 'replace-addrs';

/** What a run is compared by. The last two are known once the run is stored and planned. */
export type RunRow = SentAttribute | SentRelationship | NeverSent | 'id' | 'resource-changes';

/** When a run is compared: after it was created or found, and again before it is confirmed. */
type Moment = 'created' | 'planned';

interface Expected extends ExpectedRun {
  readonly workspace: string;
  readonly configurationVersion: string | undefined;
  readonly address: string;
  readonly variables: readonly RunVariable[];
}

/** Returns the difference as the end of a sentence, or `undefined`. */
type Row = (run: Run, expected: Expected, moment: Moment) => string | undefined;

type Echoed<Name extends keyof RunEcho> = NonNullable<Exclude<RunEcho[Name], 'unreadable'>>;

/**
 * Compares a field that HCP Terraform echoes. Directly after creation a missing field is not a difference, since
 * responses and lists may be short. A planned run must show everything that was sent; what was not sent has its
 * documented default.
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

/** True if both have the same keys with the same values, each once and in any order. */
const sameVariables = (variables: readonly RunVariable[], expected: Expected): boolean =>
  written(variables) === written(expected.variables);

const ROWS = {
  id: (run, { runId }, moment) =>
    moment === 'planned' && run.id !== runId ? 'it is not the run of this request' : undefined,
  message: ({ message }, { token }) =>
    carriesToken(message, token) ? undefined : "its message does not carry this request's token",
  workspace: echoed('workspace', (id, { workspace }) => id === workspace, 'it is in another workspace'),
  // If the workspace had none, HCP Terraform chooses.
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
  /** The end of a sentence, without any text from a service. */
  readonly says: string;
}

/** Compares a run with what was sent for it. Returns all differences, in the order of the table. */
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
 * Compares a planned run with its request, except for the number of invocations. Returns the difference, or `undefined`
 * if the run is the approved one. A run with a difference is never confirmed.
 */
export const findDifference = (
  request: ActionRequest,
  run: Run,
  expected: ExpectedRun = approvedRun(request),
): string | undefined => compareRun(request, run, 'planned', expected)[0]?.says;

/** Sorts runs that contain the token (oldest first) so that those matching what was sent come first. */
export const inOrderOfAdoption = (
  request: ActionRequest,
  runs: readonly Run[],
  expected: ExpectedRun = approvedRun(request),
): readonly Run[] => {
  const fits = (run: Run): boolean => compareRun(request, run, 'created', expected).length === 0;
  return [...runs.filter(fits), ...runs.filter((run) => !fits(run))];
};

/** What is wrong with the plan's number of invocations, or `undefined` if it is between one and the limit. */
export function findExcess(request: ActionRequest, invocations: number): string | undefined {
  const limit = request.asked.entry.maxInvocations;
  if (invocations < 1) return 'it invokes nothing';
  if (invocations > limit) return `it plans ${invocations} invocations, and the allowlist allows ${limit}`;
  return undefined;
}
