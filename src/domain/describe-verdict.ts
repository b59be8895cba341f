import type { RequestEvent } from './lifecycle.ts';
import type { ActionRequest } from './request.ts';
import type { KeptRun } from './run.ts';
import { phaseOf } from './run-status.ts';
import type { Verdict } from './verdict.ts';

const EVENTS = {
  succeeded: 'verdict_succeeded',
  failed: 'verdict_failed',
  not_invoked: 'verdict_not_invoked',
  unknown: 'verdict_unresolved',
} as const satisfies Record<Verdict['ended'], RequestEvent>;

export const eventOf = (verdict: Verdict): RequestEvent => EVENTS[verdict.ended];

interface Described {
  readonly outcome: string;
  readonly hint?: string;
}

/** The verdict in a sentence. What became of the run is said beside it, never instead of it. */
export function describeVerdict(verdict: Verdict, run: KeptRun, request: ActionRequest): Described {
  const ran = `the run ${sayEnd(run, request)}`;
  const { outcome, hint } = describe(verdict, ran, phaseOf(run.status) === 'applied');
  const elsewhere = verdict.contradicted === true ? ' HCP Terraform says it differently in another place.' : '';
  return { outcome: `${outcome}${elsewhere}`, ...(hint === undefined ? {} : { hint }) };
}

function describe(verdict: Verdict, ran: string, applied: boolean): Described {
  const { ended, succeeded, failed } = verdict;
  switch (ended) {
    case 'succeeded':
      return { outcome: `The action succeeded (${times(succeeded)})${applied ? '' : `, although ${ran}`}.` };
    case 'failed':
      return failed === totalOf(verdict)
        ? { outcome: `The action failed (${times(failed)}); ${ran}.` }
        : { outcome: `${sayNumbers(verdict)}; ${ran}.` };
    case 'not_invoked':
      return { outcome: `The action was not invoked; ${ran}.` };
    case 'unknown':
      return {
        outcome: sayUnknown(verdict, ran),
        hint: "Look at the run's log in HCP Terraform before you ask again.",
      };
  }
}

/** What is known of the numbers comes first; without any of them, what became of the run. */
function sayUnknown(verdict: Verdict, ran: string): string {
  const { succeeded, planned, untold = 0 } = verdict;
  if (succeeded === 0) {
    return `${ran.charAt(0).toUpperCase()}${ran.slice(1)}; HCP Terraform did not say how the action ended.`;
  }
  if (untold > 0) return `${sayNumbers(verdict)}; ${ran}.`;
  if (verdict.contradicted === true) return `${times(succeeded)} succeeded; ${ran}.`;
  return planned === undefined
    ? `${times(succeeded)} succeeded and none failed, but HCP Terraform did not say how many were planned; ${ran}.`
    : `${times(succeeded)} succeeded, but only ${planned} ${were(planned)} planned; ${ran}.`;
}

/** `2 of 3 invocations succeeded, 1 was not invoked`. */
function sayNumbers(verdict: Verdict): string {
  const { succeeded, failed, notInvoked = 0, untold = 0 } = verdict;
  const parts = [
    `${succeeded} of ${times(totalOf(verdict))} succeeded`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notInvoked > 0 ? [`${notInvoked} ${were(notInvoked)} not invoked`] : []),
    ...(untold > 0 ? [`HCP Terraform did not say how ${untold} ended`] : []),
  ];
  return parts.join(', ');
}

const totalOf = ({ succeeded, failed, notInvoked = 0, untold = 0, planned = 0 }: Verdict): number =>
  Math.max(planned, succeeded + failed + notInvoked + untold);

const times = (count: number): string => (count === 1 ? '1 invocation' : `${count} invocations`);
const were = (count: number): string => (count === 1 ? 'was' : 'were');

/** What became of the run and, where it was canceled, by whom. */
function sayEnd({ status }: KeptRun, { ending }: ActionRequest): string {
  const phase = phaseOf(status);
  const byOurs = ending !== undefined && (ending.state === 'canceled' || phase === 'canceled');
  const by = byOurs ? ` (${ending.because})` : phase === 'canceled' ? ' in HCP Terraform' : '';
  const end =
    phase === 'applied' || phase === 'canceled' ? `was ${phase}` : phase === 'errored' ? phase : `is ${status}`;
  return `${end}${by}`;
}
