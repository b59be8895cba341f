import { isRehearsal } from '../../domain/entry.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isPastPlan } from '../../domain/situation.ts';
import { sayWhen } from './mrkdwn.ts';
import { STATE_WORDS } from './state-words.ts';

/** Requested → Approved → Planned → Applied → Verdict, each with its time once it is behind us. */
export function renderSteps(request: ActionRequest): string {
  const stamps = request.run?.timestamps ?? {};
  const applied = momentOf(stamps['applied-at']);
  const steps: readonly (readonly [string, Date | undefined])[] = [
    ['Requested', request.startedAt ?? request.askedAt],
    ...(request.preview === undefined ? [] : [['Previewed', request.preview.passedAt] as const]),
    ...(request.asked.entry.approval.required.length > 0 ? [approvedStep(request)] : []),
    ['Planned', plannedAt(request)],
    ...(isRehearsal(request.asked.entry) ? [] : [['Applied', applied] as const]),
    ['Verdict', request.verdict === undefined ? undefined : request.settledAt],
  ];
  const shown = steps.map(([name, at]) => (at === undefined ? name : `*${name}* ${sayWhen(at)}`));
  if (request.verdict === undefined && request.settledAt !== undefined) {
    const behind = steps.flatMap(([, at], index) => (at === undefined ? [] : [shown[index]]));
    return [...behind, `*${STATE_WORDS[request.state]}* ${sayWhen(request.settledAt)}`].join('  →  ');
  }
  return shown.join('  →  ');
}

const approvedStep = ({ brokenGlass, approvedAt }: ActionRequest): readonly [string, Date | undefined] =>
  brokenGlass === undefined ? ['Approved', approvedAt] : ['Glass broken', brokenGlass.at];

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
