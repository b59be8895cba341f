import type { Logger, SocketModeReceiver } from '@slack/bolt';
import { isJsonObject, type JsonObject, parseJsonObject } from '../../domain/json-object.ts';
import { cleanJson } from './clean-json.ts';

type Client = SocketModeReceiver['client'];

/**
 * Checks messages before the client reads them. The client reads fields of any JSON in a promise that nobody awaits,
 * and emits the message's type as its own event: `null` would end the process, and a message of type `close` would end
 * the connection. Only a greeting, a disconnect and a payload pass; anything else is logged and dropped.
 */
export function guardMessages(client: Client, logger: Logger): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown) => {
    giveTo(readers, data).catch((error: unknown) => logger.warn(`Socket Mode: dropped a message: ${error}`));
  });
}

/** Rejects if the message cannot be read, however the readers fail. */
async function giveTo(
  readers: readonly ((text: string, isBinary: boolean) => unknown)[],
  data: unknown,
): Promise<void> {
  const message = readMessage(data);
  if (message === undefined) throw new Error('it is no JSON object');
  const text = JSON.stringify(message);
  await Promise.all(readers.map((read) => read(text, false)));
}

/** Payloads of all types go to the listeners under one type that is not an event of the client. */
function readMessage(data: unknown): object | undefined {
  const message = cleanJson(parseMessage(data));
  if (!isJsonObject(message)) return undefined;
  const { type, reason } = message;
  return type === 'hello' || type === 'disconnect' ? { type, reason } : { ...message, type: 'payload' };
}

/** A message as a JSON object, or `undefined` if it is not one. */
const parseMessage = (data: unknown): JsonObject | undefined =>
  typeof data === 'string' ? parseJsonObject(data) : undefined;

/** True if Slack announces the end of this connection. */
export const isDisconnect = (data: unknown): boolean => parseMessage(data)?.type === 'disconnect';
