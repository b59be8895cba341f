import { type History, history } from '../connection/payloads.ts';
import type { WebApi } from '../connection/web-api.ts';

/** By this a message that may have been posted already is found again. It holds no secret: every app in the channel can read it. */
const METADATA = 'tf_action_message';

/** What the metadata of one message of ours says; `through` is the last reply in the same post. */
export type Mark = Readonly<Record<'request' | 'digest' | 'item' | 'through', string>>;

export const markWith = (mark: Partial<Mark>) => ({ event_type: METADATA, event_payload: mark });

/** Where it would stand, and since when. */
export interface SearchedPlace {
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly since: Date;
}

/** Slack recommends no more at once. */
const PAGE = 200;
/** A channel in which more was said since then is looked through another time, from the newest on (pages). */
const MOST_PAGES = 25;
/** The clocks of Slack and of this machine may differ by so much (milliseconds). */
const CLOCKS_DIFFER = 5 * 60_000;

type Found = { readonly ts: string; readonly mark: Partial<Mark> };

/**
 * Looks through everything that was posted there since then for a message with this mark. `undefined` is a look that saw all
 * of it; one that could not throws.
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
