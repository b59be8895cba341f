import type { InvocationStatus, RunApply } from './run.ts';

/** How the action itself ended, which is not how its run ended. */
export interface Verdict {
  readonly ended: 'succeeded' | 'failed' | 'not_invoked' | 'unknown';
  /** What told us, in the order of trust. */
  readonly source: 'invocations' | 'apply_counts' | 'structured_log' | 'nothing';
  readonly succeeded: number;
  readonly failed: number;
}

export const UNKNOWN_VERDICT: Verdict = { ended: 'unknown', source: 'nothing', succeeded: 0, failed: 0 };

/** `undefined` while an invocation has not ended yet and none has failed: HCP Terraform is asked again. */
export function verdictOfInvocations(statuses: readonly InvocationStatus[]): Verdict | undefined {
  const failed = statuses.filter((status) => status === 'failed').length;
  const succeeded = statuses.filter((status) => status === 'successful').length;
  const verdict = (ended: Verdict['ended']): Verdict => ({ ended, source: 'invocations', succeeded, failed });
  if (failed > 0) return verdict('failed');
  if (statuses.includes(undefined)) return undefined;
  return verdict(statuses.length > 0 && succeeded === statuses.length ? 'succeeded' : 'not_invoked');
}

/** The counts that an apply carries; `undefined` where it carries none. Invocations that failed are among those invoked. */
export function verdictOfApply(apply: RunApply | undefined): Verdict | undefined {
  const { actionInvocations: invoked, actionFailures: failed, status } = apply ?? {};
  // HCP Terraform's word for an apply that will never run.
  if (status === 'unreachable') return { ended: 'not_invoked', source: 'apply_counts', succeeded: 0, failed: 0 };
  if (failed !== undefined && failed > 0) {
    return { ended: 'failed', source: 'apply_counts', succeeded: Math.max(0, (invoked ?? failed) - failed), failed };
  }
  if (invoked === undefined || failed === undefined) return undefined;
  return { ended: invoked > 0 ? 'succeeded' : 'not_invoked', source: 'apply_counts', succeeded: invoked, failed: 0 };
}

/** The `action_complete` and `action_errored` lines of a structured log; `undefined` where it has neither. */
export function verdictOfLog(counts: { readonly completed: number; readonly errored: number }): Verdict | undefined {
  if (counts.errored > 0)
    return { ended: 'failed', source: 'structured_log', succeeded: counts.completed, failed: counts.errored };
  if (counts.completed > 0)
    return { ended: 'succeeded', source: 'structured_log', succeeded: counts.completed, failed: 0 };
  return undefined;
}
