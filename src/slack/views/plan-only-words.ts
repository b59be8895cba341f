import { isOffered } from '../../domain/buttons.ts';
import { describePlan } from '../../domain/describe-plan.ts';
import type { Milestone } from '../../domain/milestone.ts';
import { type ActionRequest, runUrl } from '../../domain/request.ts';
import { phaseOf } from '../../domain/run-status.ts';
import { sayDecision } from './decision-words.ts';
import { sayLines } from './entry-words.ts';
import { escapeText, linkTo, sayWhen } from './mrkdwn.ts';
import { sayMoreTime, sayQueue } from './queue-words.ts';

export const REHEARSAL = '*Rehearsal*: its run is plan-only, so nothing is invoked.';

/** The preview's line: what it found, or what it waits for. */
export function sayPreview(request: ActionRequest, address: string): string | undefined {
  const { preview } = request;
  if (preview === undefined) return undefined;
  const run = preview.runId === undefined ? '' : ` (run ${linkRun(request, preview.runId, address)})`;
  if (preview.stage === 'passed') return `*Preview*: ${describePlan(preview.invocations)}${run}`;
  if (request.settledAt !== undefined) return run === '' ? undefined : `*Preview*${run}`;
  const until = sayUntil(request);
  return `*Preview*: ${whatItWaitsFor(request)}${run}. ${whatWaits(request)}${until}`;
}

/** When the request expires, if its requester can get more time. */
function sayUntil(request: ActionRequest): string {
  const more = sayMoreTime(request);
  return more === '' || request.deadline === undefined
    ? ''
    : ` The request expires at ${sayWhen(request.deadline, 'day_and_time')}.${more}`;
}

function whatItWaitsFor(request: ActionRequest): string {
  const { preview } = request;
  if (preview?.stage === 'planning' && phaseOf(preview.status ?? '') === 'waits_in_hcp_terraform') {
    return `a plan-only run that waits, as ${sayDecision(preview.status)}`;
  }
  const queue = preview?.stage === 'planning' ? sayQueue(request, preview.status ?? '') : undefined;
  if (queue !== undefined) {
    const since = preview?.queuedSince === undefined ? '' : ` since ${sayWhen(preview.queuedSince, 'day_and_time')}`;
    return `a plan-only run, but ${queue}${since}`;
  }
  if (preview?.stage === 'planning') return `a plan-only run that is ${escapeText(preview.status ?? '')}`;
  if (preview?.looksDone !== undefined)
    return "HCP Terraform didn't respond when its run was created; checking whether it exists";
  if (preview?.createNotBefore !== undefined)
    return `HCP Terraform is throttling the bot, so its run is created after ${sayWhen(preview.createNotBefore)}`;
  return 'a plan-only run is being created';
}

const whatWaits = (request: ActionRequest): string =>
  request.state === 'awaiting_approval'
    ? 'Nobody can approve before the preview is ready.'
    : 'Nothing runs before the preview is ready.';

/** The reply when the preview passed. It mentions the approvers again, since they could not approve before. */
export function sayPreviewed(
  request: ActionRequest,
  { runId, invocations }: Extract<Milestone, { kind: 'previewed' }>,
  address: string,
): string {
  const missing = request.progress?.missing ?? request.asked.entry.approval.required;
  const canApprove = isOffered('approve', request) && missing.length > 0;
  const next = canApprove ? ` It can now be approved by ${sayLines(missing)}.` : '';
  return `Preview: ${describePlan(invocations)} (run ${linkRun(request, runId, address)}).${next}`;
}

function linkRun(request: ActionRequest, runId: string, address: string): string {
  const url = runUrl(address, { ...request, runId });
  return url === undefined ? escapeText(runId) : linkTo(url, runId);
}
