import { type History, history } from '../connection/payloads.ts';
import type { WebApi } from '../connection/web-api.ts';

/**
 * Metadata by which a message that may have been posted is found again. Not a secret: every app in the channel can read
 * it.
 */
const METADATA = 'tf_action_message';

/** The metadata of one of our messages. `through` is the last reply in the same post. */
export type Mark = Readonly<Record<'request' | 'digest' | 'item' | 'through', string>>;

export const markWith = (mark: Partial<Mark>) => ({ event_type: METADATA, event_payload: mark });

/** Where the message would be, and since when. */
export interface SearchedPlace {
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly since: Date;
}

/** The page size that Slack recommends at most. */
const PAGE = 200;
/** Pages per search. If more was posted since, the next attempt starts again with the newest. */
const MOST_PAGES = 25;
/** The largest expected difference between Slack's clock and ours (milliseconds). */
const CLOCKS_DIFFER = 5 * 60_000;

type Found = { readonly ts: string; readonly mark: Partial<Mark> };

/**
 * Searches everything posted there since then for a message with this mark. `undefined` means that all of it was
 * searched. Throws if that was not possible.
 */
export async function findPosted(api: WebApi, place: SearchedPlace, mark: Partial<Mark>): Promise<Found | undefined> {
  return (await look(api, place, mark, 'first'))[0];
}

/** Every message with this mark. */
export const findAllPosted = (api: WebApi, place: SearchedPlace, mark: Partial<Mark>): Promise<readonly Found[]> =>
  look(api, place, mark, 'all');

async function look(
  api: WebApi,
  { channel, thread, since }: SearchedPlace,
  mark: Partial<Mark>,
  which: 'first' | 'all',
): Promise<readonly Found[]> {
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
  const oldest = ((since.getTime() - CLOCKS_DIFFER) / 1_000).toFixed(6);
  const place = { channel, oldest, include_all_metadata: true, limit: PAGE };
  const asked = thread === undefined ? place : { ...place, ts: thread };
  const found: Found[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await api.call(method, cursor === undefined ? asked : { ...asked, cursor }, history);
    const marked = answer.messages.filter((message) => isMarked(message, mark));
    found.push(...marked.map(({ ts, metadata }) => ({ ts, mark: metadata?.event_payload ?? {} })));
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined || (which === 'first' && found.length > 0)) return found;
  }
  throw new Error(`more than ${MOST_PAGES} pages were posted in ${channel} since ${since.toISOString()}`);
}

const isMarked = ({ metadata }: History['messages'][number], mark: Partial<Mark>): boolean =>
  metadata?.event_type === METADATA &&
  Object.entries(mark).every(([name, value]) => metadata.event_payload?.[name] === value);
