import type { RequestEvent } from './lifecycle.ts';
import type { Outcome } from './outcome.ts';
import type { ActionRequest } from './request.ts';
import type { Run } from './run.ts';
import { phaseOf } from './run-status.ts';
import { reasonOf, sayEnding } from './say-ending.ts';
import { type Sentence, sentence } from './sentence.ts';
import type { Verdict } from './verdict.ts';

const EVENTS = {
  succeeded: 'verdict_succeeded',
  failed: 'verdict_failed',
  not_invoked: 'verdict_not_invoked',
  unknown: 'verdict_unresolved',
} as const satisfies Record<Verdict['ended'], RequestEvent>;

export const eventOf = (verdict: Verdict): RequestEvent => EVENTS[verdict.ended];

const RUN_ENDS = { applied: 'was applied', errored: 'errored', canceled: 'was canceled' } as const;

const isEnd = (phase: string): phase is keyof typeof RUN_ENDS => phase in RUN_ENDS;

/** The verdict of a run as an outcome, with why it was canceled where that was done from here. */
export function outcomeOfVerdict(verdict: Verdict, { status }: Run, { ending }: ActionRequest): Outcome {
  const isOurs = ending !== undefined && (ending.state === 'canceled' || phaseOf(status) === 'canceled');
  return { kind: 'verdict', verdict, status, ...(isOurs ? { canceled: reasonOf(ending) } : {}) };
}

/** The verdict in a sentence. What became of the run is said beside it, never instead of it. */
export function sayVerdict({ verdict, status, canceled }: Extract<Outcome, { readonly kind: 'verdict' }>): Sentence {
  const phase = phaseOf(status);
  const ran = sentence`run ${isEnd(phase) ? RUN_ENDS[phase] : sentence`is ${status}`}`;
  const canceledBy =
    canceled !== undefined
      ? sentence` (${sayEnding(canceled)})`
      : phase === 'canceled'
        ? sentence` in HCP Terraform`
        : sentence``;
  switch (verdict.ended) {
    case 'succeeded': {
      const although = phase === 'applied' ? sentence`` : sentence`, although the ${ran}${canceledBy}`;
      return sentence`The action succeeded (${times(verdict.succeeded)})${although}.`;
    }
    case 'failed': {
      const some = verdict.succeeded > 0 ? ` ${times(verdict.succeeded)} did not fail.` : '';
      return sentence`The action failed (${times(verdict.failed)}); the ${ran}${canceledBy}.${some}`;
    }
    case 'not_invoked':
      return sentence`The action was not invoked; the ${ran}${canceledBy}.`;
    case 'unknown':
      return sentence`The ${ran}${canceledBy}; HCP Terraform did not say how the action ended.`;
  }
}

const times = (count: number): string => (count === 1 ? '1 invocation' : `${count} invocations`);
