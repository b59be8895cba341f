import { exampleOf } from '../../domain/commands.ts';
import { parseDuration } from '../../domain/duration.ts';
import type { ChatFreeze } from '../../domain/freeze.ts';
import type { ChannelId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import { splitFirstWord } from '../../domain/scan-words.ts';
import {
  type EnvironmentFreeze,
  type FreezeEnvironmentDeps,
  freezeEnvironment,
  unfreezeEnvironment,
} from '../../flows/deciding/freeze-environment.ts';
import { readUsableChannel } from '../../flows/guarding/read-rights.ts';
import type { Answer } from '../answering/answer.ts';
import type { SlashCommandPayload } from '../connection/payloads.ts';
import { renderCallsSent } from '../views/calls-sent.ts';
import { type Message, message, section } from '../views/message.ts';
import { escapeText, mentionPerson, sayWhen } from '../views/mrkdwn.ts';
import { cleanName } from './command-text.ts';

const LONGEST_REASON = 200;

/** `/tf-action freeze prod 2h <reason>` */
export const handleFreeze = (
  deps: FreezeEnvironmentDeps,
  payload: SlashCommandPayload,
  rest: string,
): Promise<Answer> => announce(deps, payload, () => freeze(deps, payload.user_id, readFreezeText(rest)));

/** `/tf-action unfreeze prod` */
export const handleUnfreeze = (
  deps: FreezeEnvironmentDeps,
  payload: SlashCommandPayload,
  rest: string,
): Promise<Answer> => announce(deps, payload, () => unfreeze(deps, payload.user_id, readFreezeText(rest)));

async function announce(
  deps: FreezeEnvironmentDeps,
  payload: SlashCommandPayload,
  act: () => Promise<Message | Refusal>,
): Promise<Answer> {
  const mayAnnounce = canAnnounce(deps, payload.channel_id);
  const done = await act();
  return done instanceof Refusal || !(await mayAnnounce) ? done : { announced: done };
}

/**
 * True if everybody in the channel may read the answer. Never rejects, since the freeze is already in force; if Slack
 * does not say who is in the channel, only the person is told.
 */
async function canAnnounce({ team }: FreezeEnvironmentDeps, id: ChannelId): Promise<boolean> {
  try {
    const channel = await readUsableChannel(team, id);
    return !(channel instanceof Refusal) && channel.kind === 'channel';
  } catch {
    return false;
  }
}

interface FreezeText {
  readonly environment: string | undefined;
  readonly duration: string | undefined;
  /** The reason as it was typed, with its quotes. */
  readonly reason: string | undefined;
}

/** Reads the text after `freeze` or `unfreeze`. */
export function readFreezeText(text: string): FreezeText {
  const environment = splitFirstWord(text);
  const duration = splitFirstWord(environment.rest);
  return {
    environment: cleanName(environment.word) || undefined,
    duration: cleanName(duration.word) || undefined,
    reason: duration.rest.trim() || undefined,
  };
}

async function freeze(
  deps: FreezeEnvironmentDeps,
  person: string,
  { environment, duration, reason }: FreezeText,
): Promise<Message | Refusal> {
  const lasts = parseDuration(duration ?? '');
  if (environment === undefined || lasts === undefined || reason === undefined) {
    return new Refusal(
      'unknown_command',
      'Say what to freeze, for how long, and why.',
      `Write \`${exampleOf('freeze')}\`. A duration is for example 30m, 2h or 1d12h.`,
    );
  }
  if ([...reason].length > LONGEST_REASON) {
    return new Refusal('unknown_command', `The reason is longer than ${LONGEST_REASON} characters.`, 'Shorten it.');
  }
  const frozen = await freezeEnvironment(deps, { person, environment, lasts, reason });
  return frozen instanceof Refusal ? frozen : renderFrozen(frozen);
}

async function unfreeze(
  deps: FreezeEnvironmentDeps,
  person: string,
  { environment, duration }: FreezeText,
): Promise<Message | Refusal> {
  if (environment === undefined || duration !== undefined) {
    return new Refusal('unknown_command', 'Say what to unfreeze.', `Write \`${exampleOf('unfreeze')}\`.`);
  }
  const lifted = await unfreezeEnvironment(deps, { person, environment });
  if (lifted instanceof Refusal) return lifted;
  const text = `*${escapeText(lifted.environment)} is no longer frozen from chat*: ${mentionPerson(person)} ended the freeze. Waiting requests continue.`;
  return message(text, [section(text)]);
}

function renderFrozen({ freeze, beyond, tooLateFor }: EnvironmentFreeze): Message {
  const { environment, author, until, reason } = freeze;
  const nothing = tooLateFor.length === 0 ? 'Nothing' : 'Nothing else';
  const further = beyond === undefined ? '' : sayBeyond(beyond);
  const text = `*${escapeText(environment)} is frozen* until ${sayWhen(until, 'day_and_time')} by ${mentionPerson(author)}: ${escapeText(reason)}\n${nothing} is approved, run or confirmed in it before that.${further}`;
  return message(text, [section(text), ...renderCallsSent('Already sent before the freeze', tooLateFor)]);
}

const sayBeyond = ({ author, until, reason }: ChatFreeze): string =>
  ` It replaces the freeze of ${mentionPerson(author)} (${escapeText(reason)}), which was until ${sayWhen(until, 'day_and_time')}.`;
