import type { KnownBlock } from '@slack/types';
import type { ActionRequest } from '../../domain/request.ts';
import { situationOf } from '../../domain/situation.ts';
import { section } from './message.ts';
import { escapeText, linkTo } from './mrkdwn.ts';

/** Our own limit: each request is a block, and the message has other blocks too. */
const NAMED = 15;
const LONGEST_NAME = 60;

/**
 * Requests that a freeze or a new allowlist came too late to stop, with what can still be done about each. Each is its
 * own section, so that none is cut.
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
  const run = `${asked}, run ${escapeText(request.runId ?? '')}`;
  switch (situationOf(request).kind) {
    case 'being_created':
    case 'looking_for_run':
    case 'ending_unknown_run':
      return `${asked}: its run is being created, and is discarded before it is applied`;
    case 'being_ended':
    case 'ended_too_late':
      return `${run}, which is being ended`;
    case 'being_confirmed':
      if (request.brokenGlass === undefined)
        return `${run}, which the bot discards, unless HCP Terraform has already applied the confirmation`;
  }
  return `${run}; press *Cancel run* to stop it`;
}
