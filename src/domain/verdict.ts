import type { InvocationStatus, RunApply } from './run.ts';
import { isCount } from './said.ts';

/** How the action itself ended, as opposed to its run. */
export interface Verdict {
  readonly ended: 'succeeded' | 'failed' | 'not_invoked' | 'unknown';
  /** Where the verdict comes from. `VerdictSource` lists the sources in the order of trust. */
  readonly source: VerdictSource;
  readonly succeeded: number;
  readonly failed: number;
  /** This and the next three fields are absent in verdicts of earlier releases. */
  readonly notInvoked?: number;
  /** Invocations whose end is unknown. */
  readonly untold?: number;
  /** Also absent if the number was unknown. */
  readonly planned?: number;
  /** Another source contradicts it. */
  readonly contradicted?: true;
}

type VerdictSource = 'invocations' | 'apply_counts' | 'structured_log' | 'nothing';

export const UNKNOWN_VERDICT: Verdict = { ended: 'unknown', source: 'nothing', succeeded: 0, failed: 0 };

/** The number of invocations by how they ended, from any source. */
export interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  readonly notInvoked: number;
  readonly untold: number;
}

/** What is known besides the tally: the number of planned invocations, and whether the run was fully applied. */
export interface VerdictTerms {
  readonly planned: number | undefined;
  readonly applied: boolean;
}

/** The only table of verdicts, the same for every source. The first matching row decides. */
export function judge(tally: Tally, { planned, applied }: VerdictTerms): Verdict['ended'] {
  const { succeeded, failed, notInvoked, untold } = tally;
  if (failed > 0) return 'failed';
  if (succeeded > 0 && notInvoked > 0) return 'failed';
  if (untold > 0) return 'unknown';
  if (succeeded === 0) return 'not_invoked';
  if (planned === undefined) return applied ? 'succeeded' : 'unknown';
  if (succeeded < planned) return 'failed';
  // More than were planned: one of the two numbers is wrong, so nobody knows what happened.
  return succeeded === planned ? 'succeeded' : 'unknown';
}

/** The verdict from the actions API. A planned invocation that is not listed ended in an unknown way. */
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

/** The verdict from the apply's counts. `undefined` if it has none. The number of invocations includes failed ones. */
export function verdictOfApply(apply: RunApply | undefined, terms: VerdictTerms): Verdict | undefined {
  const { actionInvocations, actionFailures, status } = apply ?? {};
  // HCP Terraform's status for an apply that will never run.
  if (status === 'unreachable') return verdictOfCounts(0, 0, terms);
  if (!isCount(actionFailures)) return undefined;
  if (isCount(actionInvocations)) return verdictOfCounts(actionInvocations, actionFailures, terms);
  if (actionFailures === 0) return undefined;
  const tally = { ...NONE, failed: actionFailures };
  return verdictOf('apply_counts', { ...tally, untold: leftOf(tally, terms) }, terms);
}

const NONE: Tally = { succeeded: 0, failed: 0, notInvoked: 0, untold: 0 };

/** Invocations that are not counted were not invoked. */
function verdictOfCounts(invoked: number, failed: number, terms: VerdictTerms): Verdict {
  const tally = { ...NONE, succeeded: Math.max(0, invoked - failed), failed };
  return verdictOf('apply_counts', { ...tally, notInvoked: leftOf(tally, terms) }, terms);
}

/** The numbers of `action_start`, `action_complete` and `action_errored` lines in a structured log. */
export interface LoggedInvocations {
  readonly started: number;
  readonly completed: number;
  readonly errored: number;
  /** Lines are missing, so more may have happened. */
  readonly partial?: true;
}

/** The verdict from the structured log. `undefined` if no line says how an invocation ended. */
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

/** The number of planned invocations that are missing in a tally. */
const leftOf = ({ succeeded, failed, notInvoked, untold }: Tally, { planned }: VerdictTerms): number =>
  Math.max(0, (planned ?? 0) - succeeded - failed - notInvoked - untold);

const verdictOf = (source: VerdictSource, tally: Tally, terms: VerdictTerms): Verdict => ({
  ended: judge(tally, terms),
  source,
  ...tally,
  ...(terms.planned === undefined ? {} : { planned: terms.planned }),
});

/** True if the end of each invocation is known, so that asking again would add nothing. */
export const isComplete = (verdict: Verdict | undefined): verdict is Verdict =>
  verdict !== undefined && (verdict.ended === 'failed' || (verdict.source !== 'nothing' && verdict.untold === 0));

/**
 * Combines the verdicts of several sources, given in the order of trust. What any source says happened did happen: a
 * failure always stays a failure, and an invocation that ran is never reported as not invoked. A lower count alone is
 * not a contradiction.
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
