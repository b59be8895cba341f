import { z } from 'zod';
import { parseJsonObject } from '../../domain/json-object.ts';
import type { WebApi } from '../connection/web-api.ts';
import type { Message } from '../views/message.ts';

/**
 * Whom to tell, and by which way: the response_url of what they did, which works for 30 min, else an ephemeral message,
 * else a direct message.
 */
export interface ReplyRoute {
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

/** Says something that only this person sees, by the first way that works. Throws if none does. */
export async function tellPrivately(deps: TellDeps, route: ReplyRoute, message: Message): Promise<void> {
  if (route.responseUrl !== undefined && mayFollow(route.responseUrl, deps.origin)) {
    const sent = await post(deps, route.responseUrl, { ...message, ...placing(route) });
    if (sent) return;
  }
  if (route.channel !== undefined && (await showInChannel(deps, route.channel, route.person, message))) return;
  await deps.api.call('chat.postMessage', { channel: route.person, ...message }, z.unknown());
}

/**
 * Returns whether Slack took it. Whatever went wrong, a direct message is tried next: telling somebody twice is better than
 * not at all.
 */
async function showInChannel({ api }: TellDeps, channel: string, user: string, message: Message): Promise<boolean> {
  try {
    await api.call('chat.postEphemeral', { channel, user, ...message }, z.unknown());
    return true;
  } catch {
    return false;
  }
}

const placing = ({ replaces, everybody }: ReplyRoute) =>
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
    return answer.ok && saysOk(await answer.text());
  } catch {
    return false;
  }
}

/** Slack answers `ok` or `{"ok":true}`; anything else with 200, such as `{"ok":false,"error":"expired_url"}`, is a no. */
function saysOk(body: string): boolean {
  return body.trim() === 'ok' || parseJsonObject(body)?.ok === true;
}
