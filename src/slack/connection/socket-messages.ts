import type { Logger, SocketModeReceiver } from '@slack/bolt';
import { isJsonObject, type JsonObject, parseJsonObject } from '../../domain/json-object.ts';
import { cleanJson } from './clean-json.ts';

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
  client.on('ws_message', (data: unknown) => {
    giveTo(readers, data).catch((error: unknown) => logger.warn(`Socket Mode: dropped a message: ${error}`));
  });
}

/** Rejects if the message cannot be read, in whatever way the readers fail. */
async function giveTo(
  readers: readonly ((text: string, isBinary: boolean) => unknown)[],
  data: unknown,
): Promise<void> {
  const message = readMessage(data);
  if (message === undefined) throw new Error('it is no JSON object');
  const text = JSON.stringify(message);
  await Promise.all(readers.map((read) => read(text, false)));
}

/** Payloads of every type go to the listeners alike, under a type that is no event of the client's. */
function readMessage(data: unknown): object | undefined {
  const message = cleanJson(parseMessage(data));
  if (!isJsonObject(message)) return undefined;
  const { type, reason } = message;
  return type === 'hello' || type === 'disconnect' ? { type, reason } : { ...message, type: 'payload' };
}

/** A message as a JSON object; `undefined` if it is none. */
const parseMessage = (data: unknown): JsonObject | undefined =>
  typeof data === 'string' ? parseJsonObject(data) : undefined;

/** True if Slack says that this connection goes. */
export const isDisconnect = (data: unknown): boolean => parseMessage(data)?.type === 'disconnect';
