import type { RequestEvent } from './lifecycle.ts';
import type { ActionRequest } from './request.ts';
import type { Run } from './run.ts';
import { phaseOf } from './run-status.ts';
import type { Verdict } from './verdict.ts';

const EVENTS = {
  succeeded: 'verdict_succeeded',
  failed: 'verdict_failed',
  not_invoked: 'verdict_not_invoked',
  unknown: 'verdict_unresolved',
} as const satisfies Record<Verdict['ended'], RequestEvent>;

export const eventOf = (verdict: Verdict): RequestEvent => EVENTS[verdict.ended];

const RUN_ENDS = { applied: 'was applied', errored: 'errored', canceled: 'was canceled' } as const;

/** The verdict in a sentence. What became of the run is said beside it, never instead of it. */
export function describeVerdict(
  verdict: Verdict,
  run: Run,
  request: ActionRequest,
): { readonly outcome: string; readonly hint?: string } {
  const phase = phaseOf(run.status);
  const ran = `the run ${phase in RUN_ENDS ? RUN_ENDS[phase as keyof typeof RUN_ENDS] : `is ${run.status}`}`;
  const { ending } = request;
  const byOurs = ending !== undefined && (ending.state === 'canceled' || phase === 'canceled');
  const canceledBy = byOurs ? ` (${ending.because})` : phase === 'canceled' ? ' in HCP Terraform' : '';
  const times = (count: number): string => (count === 1 ? '1 invocation' : `${count} invocations`);
  switch (verdict.ended) {
    case 'succeeded':
      return {
        outcome: `The action succeeded (${times(verdict.succeeded)})${phase === 'applied' ? '' : `, although ${ran}${canceledBy}`}.`,
      };
    case 'failed': {
      const some = verdict.succeeded > 0 ? ` ${times(verdict.succeeded)} did not fail.` : '';
      return { outcome: `The action failed (${times(verdict.failed)}); ${ran}${canceledBy}.${some}` };
    }
    case 'not_invoked':
      return { outcome: `The action was not invoked; ${ran}${canceledBy}.` };
    case 'unknown':
      return {
        outcome: `${ran.charAt(0).toUpperCase()}${ran.slice(1)}${canceledBy}; HCP Terraform did not say how the action ended.`,
        hint: "Look at the run's log in HCP Terraform before you ask again.",
      };
  }
}
