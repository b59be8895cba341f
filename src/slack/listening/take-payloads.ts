import type { App, ReceiverEvent } from '@slack/bolt';
import { isJsonObject } from '../../domain/json-object.ts';
import { type AnswerDeps, answerMalformed, NobodyListens } from '../answering/answer.ts';
import { cleanJson } from '../connection/clean-json.ts';

/** Payloads that a person waits for. All others, such as events, are acknowledged without an answer. */
const DONE_BY_PEOPLE = ['block_actions', 'view_submission', 'shortcut', 'message_action'];

/**
 * Guards everything that Bolt dispatches, since Bolt throws on unexpected payloads and its receivers do not always
 * catch. Behind the guard nothing rejects, every payload is acknowledged, and people hear about payloads that cannot be
 * read or have no listener.
 */
export function guardPayloads(app: App, deps: AnswerDeps): void {
  const dispatch = app.processEvent.bind(app);
  app.error(async (error) => {
    throw error;
  });
  app.processEvent = (event) => takePayload(deps, dispatch, event);
}

async function takePayload(
  deps: AnswerDeps,
  dispatch: (event: ReceiverEvent) => Promise<void>,
  { body: received, ack: send, ...event }: ReceiverEvent,
): Promise<void> {
  let acknowledged = false;
  const ack: ReceiverEvent['ack'] = async (content) => {
    if (acknowledged) return;
    acknowledged = true;
    await send(content);
  };
  let body: unknown;
  try {
    body = cleanJson(received);
    if (!isJsonObject(body)) throw new Error('The payload is no JSON object.');
    await dispatch({ ...event, body, ack });
    if (!acknowledged && isDoneByPeople(body)) throw new NobodyListens('No listener takes this payload.');
  } catch (error) {
    await ack().catch(() => undefined);
    await answerMalformed(deps, body, error);
    return;
  }
  await ack().catch((error: unknown) => answerMalformed(deps, undefined, error));
}

const isDoneByPeople = ({ type, command }: Readonly<Record<string, unknown>>): boolean =>
  command !== undefined || (typeof type === 'string' && DONE_BY_PEOPLE.includes(type));
