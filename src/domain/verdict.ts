import type { InvocationStatus, RunApply } from './run.ts';
import { isCount } from './said.ts';

/** How the action itself ended, which is not how its run ended. */
export interface Verdict {
  readonly ended: 'succeeded' | 'failed' | 'not_invoked' | 'unknown';
  /** What told us, in the order of trust. */
  readonly source: VerdictSource;
  readonly succeeded: number;
  readonly failed: number;
  /** Absent in verdicts of earlier releases, as are the next three. */
  readonly notInvoked?: number;
  /** Invocations of which nothing tells how they ended. */
  readonly untold?: number;
  /** Absent too where nothing told how many were planned. */
  readonly planned?: number;
  /** Another source tells it differently. */
  readonly contradicted?: true;
}

type VerdictSource = 'invocations' | 'apply_counts' | 'structured_log' | 'nothing';

export const UNKNOWN_VERDICT: Verdict = { ended: 'unknown', source: 'nothing', succeeded: 0, failed: 0 };

/** How invocations ended, by the count, whatever told it. */
export interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  readonly notInvoked: number;
  readonly untold: number;
}

/** What is known besides the tally: how many were planned, where that is known, and whether the run was applied to its end. */
export interface VerdictTerms {
  readonly planned: number | undefined;
  readonly applied: boolean;
}

/** The one table of verdicts: the first row that holds, the same for every source. */
export function judge(tally: Tally, { planned, applied }: VerdictTerms): Verdict['ended'] {
  const { succeeded, failed, notInvoked, untold } = tally;
  if (failed > 0) return 'failed';
  if (succeeded > 0 && notInvoked > 0) return 'failed';
  if (untold > 0) return 'unknown';
  if (succeeded === 0) return 'not_invoked';
  if (planned === undefined) return applied ? 'succeeded' : 'unknown';
  if (succeeded < planned) return 'failed';
  // More than were planned: one of the two numbers is untrue, so that nobody knows what happened.
  return succeeded === planned ? 'succeeded' : 'unknown';
}

/** By the actions API. A planned invocation that it does not list has ended in a way that nobody tells. */
export function verdictOfInvocations(statuses: readonly InvocationStatus[], terms: VerdictTerms): Verdict | undefined {
  if (statuses.length === 0 && terms.planned === undefined) return undefined;
  const count = (wanted: InvocationStatus): number => statuses.filter((status) => status === wanted).length;
  const tally = {
    succeeded: count('successful'),
    failed: count('failed'),
    notInvoked: count('not_invoked'),
    untold: count(undefined),
  };
  return verdictOf('invocations', { ...tally, untold: tally.untold + leftOf(tally, terms) }, terms);
}

/** By the counts that an apply carries; `undefined` where it carries none. Invocations that failed are among those invoked. */
export function verdictOfApply(apply: RunApply | undefined, terms: VerdictTerms): Verdict | undefined {
  const { actionInvocations, actionFailures, status } = apply ?? {};
  // HCP Terraform's word for an apply that will never run.
  if (status === 'unreachable') return verdictOfCounts(0, 0, terms);
  if (!isCount(actionFailures)) return undefined;
  if (isCount(actionInvocations)) return verdictOfCounts(actionInvocations, actionFailures, terms);
  if (actionFailures === 0) return undefined;
  const tally = { ...NONE, failed: actionFailures };
  return verdictOf('apply_counts', { ...tally, untold: leftOf(tally, terms) }, terms);
}

const NONE: Tally = { succeeded: 0, failed: 0, notInvoked: 0, untold: 0 };

/** What is not among the invoked was not invoked. */
function verdictOfCounts(invoked: number, failed: number, terms: VerdictTerms): Verdict {
  const tally = { ...NONE, succeeded: Math.max(0, invoked - failed), failed };
  return verdictOf('apply_counts', { ...tally, notInvoked: leftOf(tally, terms) }, terms);
}

/** What a structured log counts of its `action_start`, `action_complete` and `action_errored` lines. */
export interface LoggedInvocations {
  readonly started: number;
  readonly completed: number;
  readonly errored: number;
  /** Lines of it are missing, so that what it does not say may have happened all the same. */
  readonly partial?: true;
}

/** By the structured log; `undefined` where it has no line about how an invocation ended. */
export function verdictOfLog(
  { started, completed, errored, partial }: LoggedInvocations,
  terms: VerdictTerms,
): Verdict | undefined {
  if (completed === 0 && errored === 0) return undefined;
  const told = { ...NONE, succeeded: completed, failed: errored };
  const begun = { ...told, untold: Math.max(0, started - completed - errored) };
  const left = leftOf(begun, terms);
  const tally = partial === true ? { ...begun, untold: begun.untold + left } : { ...begun, notInvoked: left };
  return verdictOf('structured_log', tally, terms);
}

/** Planned invocations that a tally does not have. */
const leftOf = ({ succeeded, failed, notInvoked, untold }: Tally, { planned }: VerdictTerms): number =>
  Math.max(0, (planned ?? 0) - succeeded - failed - notInvoked - untold);

const verdictOf = (source: VerdictSource, tally: Tally, terms: VerdictTerms): Verdict => ({
  ended: judge(tally, terms),
  source,
  ...tally,
  ...(terms.planned === undefined ? {} : { planned: terms.planned }),
});

/** Whether it says of each invocation how it ended, so that asking again would tell no more. */
export const isComplete = (verdict: Verdict | undefined): verdict is Verdict =>
  verdict !== undefined && (verdict.ended === 'failed' || (verdict.source !== 'nothing' && verdict.untold === 0));

/**
 * One verdict out of what several sources say, in the order of trust. What happened by any of them happened: a failure is
 * never told as anything else, and what ran is never told as not invoked. That a source counts less is no such sign.
 */
export function decideVerdict(told: readonly (Verdict | undefined)[]): Verdict {
  const all = told.filter((verdict) => verdict !== undefined);
  const first = all.find(isComplete) ?? all[0];
  if (first === undefined) return UNKNOWN_VERDICT;
  if (first.failed > 0) return first;
  const failing = all.find(({ failed }) => failed > 0);
  if (failing !== undefined) return isComplete(first) ? { ...failing, contradicted: true } : failing;
  const running = all.find(({ succeeded }) => succeeded > 0);
  if (first.ended === 'not_invoked' && running !== undefined) {
    return { ...running, ended: 'unknown', contradicted: true };
  }
  return first;
}
