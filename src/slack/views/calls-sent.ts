import type { ActionRequest } from '../../domain/request.ts';
import { escapeText, linkTo } from '../mrkdwn.ts';

/** Ours: more would be longer than one section takes. */
const NAMED = 10;
const LONGEST_NAME = 60;

/** Requests whose call had gone out before something that would have stopped it, and what can still be done about each. */
export function sayCallsSent(heading: string, requests: readonly ActionRequest[]): string {
  const more = requests.length - NAMED;
  const lines = requests.slice(0, NAMED).map((request) => `• ${sayCallSent(request)}`);
  return [
    `*${heading}:*`,
    ...lines,
    ...(more > 0 ? [`and ${more} more, which \`/tf-action status\` shows.`] : []),
  ].join('\n');
}

function sayCallSent(request: ActionRequest): string {
  const { action, environment } = request.frozen.entry;
  const what = `${action} in ${environment}`;
  const named = request.permalink === undefined ? escapeText(what) : linkTo(request.permalink, what);
  const asked = `${named} (by ${escapeText(request.requesterName, LONGEST_NAME)})`;
  if (request.state === 'creating') return `${asked}: its run is being created, and is discarded before it is applied`;
  if (request.ending !== undefined) return `${asked}, run ${escapeText(request.runId ?? '')}, which is being ended`;
  return `${asked}, run ${escapeText(request.runId ?? '')}; press *Cancel run* to stop it`;
}
