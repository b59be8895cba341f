import { isRehearsal } from '../../domain/entry.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isPastPlan } from '../../domain/situation.ts';
import { sayWhen } from './mrkdwn.ts';
import { STATE_WORDS } from './state-words.ts';

interface Step {
  readonly done: string;
  readonly todo: string;
  readonly at: Date | undefined;
}

/**
 * The steps of a request, with the time of each that is over: Requested 3:05 → Approved 3:07 → Plan → Apply → Verdict.
 */
export function renderSteps(request: ActionRequest): string {
  const { asked, preview, settledAt, startedAt, askedAt, state } = request;
  const steps: readonly Step[] = [
    { done: 'Requested', todo: 'Request', at: startedAt ?? askedAt },
    ...(preview === undefined ? [] : [{ done: 'Previewed', todo: 'Preview', at: preview.passedAt }]),
    ...(asked.entry.approval.required.length > 0 ? [approvedStep(request)] : []),
    { done: 'Planned', todo: 'Plan', at: plannedAt(request) },
    ...(isRehearsal(asked.entry)
      ? []
      : [{ done: 'Applied', todo: 'Apply', at: momentOf(request.run?.timestamps['applied-at']) }]),
  ];
  const behind = steps.flatMap(({ done, at }) => (at === undefined ? [] : [`*${done}* ${sayWhen(at)}`]));
  if (settledAt !== undefined) return [...behind, `*${STATE_WORDS[state]}* ${sayWhen(settledAt)}`].join(' → ');
  const shown = steps.map(({ done, todo, at }) => (at === undefined ? todo : `*${done}* ${sayWhen(at)}`));
  return [...shown, 'Verdict'].join(' → ');
}

const approvedStep = ({ brokenGlass, approvedAt }: ActionRequest): Step =>
  brokenGlass === undefined
    ? { done: 'Approved', todo: 'Approval', at: approvedAt }
    : { done: 'Glass broken', todo: 'Break glass', at: brokenGlass.at };

function plannedAt(request: ActionRequest): Date | undefined {
  const { run } = request;
  if (run === undefined) return undefined;
  const stamp = momentOf(run.timestamps['planned-at'] ?? run.timestamps['planned-and-finished-at']);
  return stamp ?? (isPastPlan(request) ? request.runReadAt : undefined);
}

function momentOf(stamp: string | undefined): Date | undefined {
  const at = stamp === undefined ? undefined : new Date(stamp);
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at;
}
