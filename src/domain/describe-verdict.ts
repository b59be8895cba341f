import type { RequestEvent } from './lifecycle.ts';
import type { Outcome } from './outcome.ts';
import type { ActionRequest } from './request.ts';
import type { Run } from './run.ts';
import { phaseOf } from './run-status.ts';
import { reasonOf, sayEnding } from './say-ending.ts';
import { joinSentences, type Sentence, sentence } from './sentence.ts';
import type { Verdict } from './verdict.ts';

const EVENTS = {
  succeeded: 'verdict_succeeded',
  failed: 'verdict_failed',
  not_invoked: 'verdict_not_invoked',
  unknown: 'verdict_unresolved',
} as const satisfies Record<Verdict['ended'], RequestEvent>;

export const eventOf = (verdict: Verdict): RequestEvent => EVENTS[verdict.ended];

type VerdictOutcome = Extract<Outcome, { readonly kind: 'verdict' }>;

/** The outcome for a run's verdict. If it was canceled from Slack, the outcome has the reason. */
export function outcomeOfVerdict(
  verdict: Verdict,
  { status }: Pick<Run, 'status'>,
  { ending }: ActionRequest,
): VerdictOutcome {
  const isOurs = ending !== undefined && (ending.state === 'canceled' || phaseOf(status) === 'canceled');
  return { kind: 'verdict', verdict, status, ...(isOurs ? { canceled: reasonOf(ending) } : {}) };
}

/** The verdict as a sentence. How the run ended is added to it and never replaces it. */
export function sayVerdict(outcome: VerdictOutcome): Sentence {
  const elsewhere = outcome.verdict.contradicted === true ? " HCP Terraform's own numbers contradict each other." : '';
  return sentence`${describe(outcome.verdict, sayEnd(outcome), phaseOf(outcome.status) === 'applied')}${elsewhere}`;
}

/** `ran` says how the run ended, without its article. */
function describe(verdict: Verdict, ran: Sentence, applied: boolean): Sentence {
  const { ended, succeeded, failed } = verdict;
  switch (ended) {
    case 'succeeded': {
      const although = applied ? sentence`` : sentence`, although the ${ran}`;
      return sentence`The action succeeded (${times(succeeded)})${although}.`;
    }
    case 'failed':
      return failed === totalOf(verdict)
        ? sentence`The action failed (${times(failed)}); the ${ran}.`
        : sentence`${sayNumbers(verdict)}; the ${ran}.`;
    case 'not_invoked':
      return sentence`The action was not invoked; the ${ran}.`;
    case 'unknown':
      return sayUnknown(verdict, ran);
  }
}

/** Starts with the known numbers. If there are none, it starts with how the run ended. */
function sayUnknown(verdict: Verdict, ran: Sentence): Sentence {
  const { succeeded, planned, untold = 0, contradicted } = verdict;
  if (succeeded === 0) return sentence`The ${ran}, but HCP Terraform did not say how the action ended.`;
  if (untold > 0) return sentence`${sayNumbers(verdict)}; the ${ran}.`;
  if (contradicted === true) return sentence`${times(succeeded)} succeeded; the ${ran}.`;
  return planned === undefined
    ? sentence`${times(succeeded)} succeeded and none failed, but HCP Terraform did not say how many were planned; the ${ran}.`
    : sentence`${times(succeeded)} succeeded, but only ${planned} ${were(planned)} planned; the ${ran}.`;
}

/** For example `2 of 3 invocations succeeded, 1 was not invoked`. */
function sayNumbers(verdict: Verdict): Sentence {
  const { succeeded, failed, notInvoked = 0, untold = 0 } = verdict;
  const parts = [
    sentence`${succeeded} of ${times(totalOf(verdict))} succeeded`,
    ...(failed > 0 ? [sentence`${failed} failed`] : []),
    ...(notInvoked > 0 ? [sentence`${notInvoked} ${were(notInvoked)} not invoked`] : []),
    ...(untold > 0 ? [sentence`HCP Terraform did not say how ${untold} ended`] : []),
  ];
  return joinSentences(parts, ', ');
}

const totalOf = ({ succeeded, failed, notInvoked = 0, untold = 0, planned = 0 }: Verdict): number =>
  Math.max(planned, succeeded + failed + notInvoked + untold);

const times = (count: number): Sentence => (count === 1 ? sentence`1 invocation` : sentence`${count} invocations`);
const were = (count: number): Sentence => (count === 1 ? sentence`was` : sentence`were`);

/** How the run ended and, if it was canceled, who canceled it. */
function sayEnd({ status, canceled }: VerdictOutcome): Sentence {
  const phase = phaseOf(status);
  const elsewhere = phase === 'canceled' ? sentence` in HCP Terraform` : sentence``;
  const by = canceled === undefined ? elsewhere : sentence` (${sayEnding(canceled)})`;
  if (phase === 'applied') return sentence`run was applied${by}`;
  if (phase === 'canceled') return sentence`run was canceled${by}`;
  return phase === 'errored' ? sentence`run errored${by}` : sentence`run is ${status}${by}`;
}
