import type { KnownBlock } from '@slack/types';
import type { ActionRequest } from '../../domain/request.ts';
import { isBeingConfirmed } from '../../domain/time-limit.ts';
import { section } from './message.ts';
import { escapeText, linkTo } from './mrkdwn.ts';

/** Ours: each is a block, and a message has room for other things too. */
const NAMED = 15;
const LONGEST_NAME = 60;

/**
 * Requests whose call had gone out before something that would have stopped it, and what can still be done about each.
 * Each is a section of its own, so that none is cut.
 */
export function renderCallsSent(heading: string, requests: readonly ActionRequest[]): readonly KnownBlock[] {
  if (requests.length === 0) return [];
  const more = requests.length - NAMED;
  return [
    section(`*${heading}:*`),
    ...requests.slice(0, NAMED).map((request) => section(`• ${sayCallSent(request)}`)),
    ...(more > 0 ? [section(`And ${more} more: see the runs of the environment's workspaces in HCP Terraform.`)] : []),
  ];
}

function sayCallSent(request: ActionRequest): string {
  const { action, environment } = request.asked.entry;
  const what = `${action} in ${environment}`;
  const named = request.permalink === undefined ? escapeText(what) : linkTo(request.permalink, what);
  const asked = `${named} (by ${escapeText(request.requesterName, LONGEST_NAME)})`;
  if (request.state === 'creating') return `${asked}: its run is being created, and is discarded before it is applied`;
  if (request.ending !== undefined) return `${asked}, run ${escapeText(request.runId ?? '')}, which is being ended`;
  if (isBeingConfirmed(request) && request.brokenGlass === undefined)
    return `${asked}, run ${escapeText(request.runId ?? '')}, which the bot discards, unless HCP Terraform has already applied the confirmation`;
  return `${asked}, run ${escapeText(request.runId ?? '')}; press *Cancel run* to stop it`;
}
