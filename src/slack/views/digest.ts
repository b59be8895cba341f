import { type ActionRequest, runUrl } from '../../domain/request.ts';
import { nameOf } from './entry-words.ts';
import { listWhole } from './list-whole.ts';
import { context, type Message, message, section } from './message.ts';
import { escapeText, linkTo } from './mrkdwn.ts';
import { STATE_SIGNS, STATE_WORDS } from './state-words.ts';

/** The state of all requests whose messages are late. */
export interface DigestContent {
  readonly over: boolean;
  /** Newest first, as many as fit. */
  readonly requests: readonly ActionRequest[];
  /** The number of late requests, including those that are not listed. */
  readonly late: number;
}

/** One message with a line per request, for a channel where Slack is throttling the bot. */
export function renderDigest(
  { over, requests, late }: DigestContent,
  addressOf: (request: ActionRequest) => string,
): Message {
  if (over) return message(UP_TO_DATE, [section(UP_TO_DATE)]);
  const head = `*Slack is throttling this channel.* The messages of ${late === 1 ? '1 request' : `${late} requests`} are out of date and will update soon. This is where they stand:`;
  return listWhole({
    text: head,
    before: [section(head)],
    lines: requests.map((request) => sayLine(request, addressOf(request))),
    hidden: late - requests.length,
    draw: (lines) => lines.map((line) => context(line)),
  });
}

const UP_TO_DATE = 'The messages here are up to date again. Each request has its own message and thread.';

/** One request. The requester is named but not mentioned, since the digest is redrawn every few seconds. */
function sayLine(request: ActionRequest, address: string): string {
  const name = nameOf(request.asked.entry);
  const url = request.permalink ?? runUrl(address, request);
  const shown = url === undefined ? name : linkTo(url, name);
  const word = STATE_WORDS[request.state];
  return `${STATE_SIGNS[request.state]} *${word}*: ${shown}, asked by ${escapeText(request.requesterName, 60)}`;
}
