import { isRehearsal } from './entry.ts';
import type { ActionRequest } from './request.ts';
import type { Run } from './run.ts';

/** Whether the message carries the token as a word of its own. */
export const carriesToken = (message: string, token: string | undefined): boolean =>
  token !== undefined && message.split(/\s+/).includes(token);

/** Which run of the request is meant: the one that the approvals are for, or the preview before them. */
export interface ExpectedRun {
  readonly runId: string | undefined;
  readonly token: string | undefined;
  readonly planOnly: boolean;
}

const approvedRun = ({ runId, token, frozen }: ActionRequest): ExpectedRun => ({
  runId,
  token,
  planOnly: isRehearsal(frozen.entry),
});

/**
 * Holds a planned run against its request, number of invocations aside: says what differs, or `undefined` where the run
 * is the one that was approved. A run that differs is never confirmed.
 */
export function findDifference(
  request: ActionRequest,
  run: Run,
  expected: ExpectedRun = approvedRun(request),
): string | undefined {
  const { frozen } = request;
  const differences: readonly (readonly [boolean, string])[] = [
    [run.id !== expected.runId, 'it is not the run of this request'],
    [run.workspaceId !== frozen.workspaceId, 'it is in another workspace'],
    [run.addresses.length !== 1 || run.addresses[0] !== frozen.entry.address, 'it invokes another action address'],
    [
      frozen.configurationVersionId !== undefined && run.configurationVersionId !== frozen.configurationVersionId,
      'it uses another configuration version',
    ],
    [run.isDestroy, 'it is a destroy run'],
    [run.planOnly !== expected.planOnly, run.planOnly ? 'it is a plan-only run' : 'it is not a plan-only run'],
    [!carriesToken(run.message, expected.token), "its message does not carry this request's token"],
    [run.plan?.resourceChanges === undefined, 'its plan does not say how many resources it changes'],
    [(run.plan?.resourceChanges ?? 0) > 0, `it plans ${run.plan?.resourceChanges} resource changes besides the action`],
  ];
  return differences.find(([differs]) => differs)?.[1];
}

/** Says what is wrong with the number of invocations that the plan has, or `undefined` where it is from one to the limit. */
export function findExcess(request: ActionRequest, invocations: number): string | undefined {
  const limit = request.frozen.entry.maxInvocations;
  if (invocations < 1) return 'it invokes nothing';
  if (invocations > limit) return `it plans ${invocations} invocations, and the allowlist allows ${limit}`;
  return undefined;
}
