import type { Logger, SocketModeReceiver } from '@slack/bolt';
import { isJsonObject } from './clean-json.ts';

type Client = SocketModeReceiver['client'];

/**
 * Puts a guard before the client's own reading of what arrives on its connection. The client reads fields of whatever JSON
 * it is sent, in a promise that nobody waits for, and emits the message's type as an event of its own: `null` would end
 * the process, and a message of the type `close` would end the connection. Behind the guard a message is a greeting, a
 * disconnect, or a payload for the listeners; anything else is logged and dropped.
 */
export function guardMessages(client: Client, logger: Logger): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    const message = isBinary ? undefined : readMessage(data);
    if (message === undefined) {
      logger.warn('Socket Mode: dropped a message that is no JSON object');
      return;
    }
    for (const read of readers) read(JSON.stringify(message), false);
  });
}

/** Payloads of every type go to the listeners alike, under a type that is no event of the client's. */
function readMessage(data: unknown): object | undefined {
  const message = parseMessage(data);
  if (message === undefined) return undefined;
  if (message.type === 'hello' || message.type === 'disconnect') return { type: message.type, reason: message.reason };
  return { ...message, type: 'payload', payload: message.payload ?? null };
}

/** A message as a JSON object; `undefined` if it is none. */
function parseMessage(data: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(data);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** True if Slack says that this connection goes. */
export const isDisconnect = (data: unknown): boolean => parseMessage(data)?.type === 'disconnect';
