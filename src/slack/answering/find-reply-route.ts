import { isJsonObject } from '../../domain/json-object.ts';
import { channelId, personId } from '../connection/payloads.ts';
import type { ReplyRoute } from './tell-privately.ts';

/** Finds out whom to answer in a payload of any shape, even an unreadable one. `undefined` if it names no person. */
export function findReplyRoute(body: unknown): ReplyRoute | undefined {
  const person = personId.safeParse(at(body, 'user', 'id') ?? at(body, 'user_id')).data;
  if (person === undefined) return undefined;
  const channel = at(body, 'channel', 'id') ?? at(body, 'container', 'channel_id') ?? at(body, 'channel_id');
  const responseUrl = at(body, 'response_url');
  return {
    person,
    channel: channelId.safeParse(channel).data,
    responseUrl: typeof responseUrl === 'string' ? responseUrl : undefined,
  };
}

const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (inner, key) => (isJsonObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
