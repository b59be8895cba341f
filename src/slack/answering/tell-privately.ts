import { z } from 'zod';
import { parseJsonObject } from '../../domain/json-object.ts';
import type { WebApi } from '../connection/web-api.ts';
import type { Message } from '../views/message.ts';

/**
 * Whom to tell and how: by the response_url, which works for 30 minutes, otherwise by an ephemeral message, otherwise
 * by a direct message.
 */
export interface ReplyRoute {
  readonly person: string;
  readonly channel: string | undefined;
  readonly responseUrl: string | undefined;
  /** The thread to answer in. Usually absent, since nobody sees an ephemeral message in a thread that is not open. */
  readonly replaces?: boolean;
  /** With a response_url everybody in the channel is told; without one, only the person. */
  readonly everybody?: boolean;
}

export interface TellDeps {
  readonly api: WebApi;
  /** Of `SLACK_API_URL`. A response_url is used only on this origin or with https. */
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
}

/** The timeout of a call to a response_url (milliseconds). */
const TIME_LIMIT = 5_000;

/** Shows a message to this person only, by the first route that works. Throws if none does. */
export async function tellPrivately(deps: TellDeps, route: ReplyRoute, message: Message): Promise<void> {
  if (route.responseUrl !== undefined && mayFollow(route.responseUrl, deps.origin)) {
    const sent = await post(deps, route.responseUrl, { ...message, ...placing(route) });
    if (sent) return;
  }
  if (route.channel !== undefined && (await showInChannel(deps, route.channel, route.person, message))) return;
  await deps.api.call('chat.postMessage', { channel: route.person, ...message }, z.unknown());
}

/**
 * Returns whether Slack accepted it. After any error a direct message follows: telling somebody twice is better than
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

/**
 * Slack answers `ok` or `{"ok":true}`. Anything else with status 200, such as `{"ok":false,"error":"expired_url"}`, is
 * a refusal.
 */
function saysOk(body: string): boolean {
  return body.trim() === 'ok' || parseJsonObject(body)?.ok === true;
}
