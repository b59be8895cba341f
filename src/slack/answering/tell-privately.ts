import { z } from 'zod';
import { slackErrorOf, type WebApi } from '../connection/web-api.ts';
import type { Message } from '../views/message.ts';

/**
 * Whom to tell, and by which way: the response_url of what they did, which works for 30 min, else an ephemeral message,
 * else a direct message.
 */
export interface PrivateWay {
  readonly person: string;
  readonly channel: string | undefined;
  readonly responseUrl: string | undefined;
  /** The thread in which they see it; an ephemeral in a thread that is not open is seen by nobody, so mostly absent. */
  readonly replaces?: boolean;
  /** By the response_url everybody in the channel can be told; without one the person alone is. */
  readonly everybody?: boolean;
}

export interface TellDeps {
  readonly api: WebApi;
  /** Of `SLACK_API_URL`: a response_url is followed there, or where it is https. */
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
}

/** How long a response_url may take to take a message (milliseconds). */
const TIME_LIMIT = 5_000;

/** Says something that only this person sees. Throws where neither way worked. */
export async function tellPrivately(deps: TellDeps, way: PrivateWay, message: Message): Promise<void> {
  if (way.responseUrl !== undefined && mayFollow(way.responseUrl, deps.origin)) {
    const sent = await post(deps, way.responseUrl, { ...message, ...placing(way) });
    if (sent) return;
  }
  if (way.channel !== undefined && (await showInChannel(deps, way.channel, way.person, message))) return;
  await deps.api.call('chat.postMessage', { channel: way.person, ...message }, z.unknown());
}

/** Whether Slack took it; a channel that the bot or the person is not in takes none, and then a direct message is left. */
async function showInChannel({ api }: TellDeps, channel: string, user: string, message: Message): Promise<boolean> {
  try {
    await api.call('chat.postEphemeral', { channel, user, ...message }, z.unknown());
    return true;
  } catch (error) {
    if (slackErrorOf(error) === undefined) throw error;
    return false;
  }
}

const placing = ({ replaces, everybody }: PrivateWay) =>
  ({ response_type: everybody === true ? 'in_channel' : 'ephemeral', replace_original: replaces === true }) as const;

function mayFollow(url: string, origin: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.username === '' && (parsed.protocol === 'https:' || parsed.origin === origin);
}

async function post({ fetch }: TellDeps, url: string, body: object): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
