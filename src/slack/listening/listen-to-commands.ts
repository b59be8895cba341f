import type { App } from '@slack/bolt';
import { Refusal } from '../../domain/refusal.ts';
import type { AskDeps } from '../../flows/asking/ask-request.ts';
import { createFairQueue } from '../../flows/guarding/fair-turns.ts';
import { limitCommands } from '../../flows/guarding/limit-commands.ts';
import { pinAllowlist } from '../../flows/guarding/pin-allowlist.ts';
import type { SeenDeliveries } from '../../flows/ports/due-work.ts';
import { type Answer, type AnswerDeps, answering } from '../answering/answer.ts';
import { tellIfSlow } from '../answering/slow-readings.ts';
import type { ReplyRoute } from '../answering/tell-privately.ts';
import type { Identity } from '../connection/identity.ts';
import { type SlashCommandPayload, slashCommand } from '../connection/payloads.ts';
import { COMMAND_HANDLERS, handleAsking } from './command-handlers.ts';
import { decodeEntities, isAnsweredAlone, LONGEST_COMMAND, readCommand } from './command-text.ts';
import { isFirst } from './deliveries.ts';
import { recordRefused } from './refuse-command.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';

export interface CommandDeps extends AskDeps, AnswerDeps {
  readonly deliveries: SeenDeliveries;
  readonly identity: () => Promise<Identity>;
}

/**
 * Concurrent commands, limited because the database has about ten connections for everything. Commands that do not need
 * HCP Terraform have their own limit, so they never wait behind those that do.
 */
const ANSWERS = { atOnce: 3, each: 2 } as const;
const ASKINGS = { atOnce: 6, each: 2 } as const;

/**
 * Handles `/tf-action …`, whatever name the manifest gives the command. Checks the person's limit first, and shares the
 * queue fairly between people.
 */
export function listenToCommands(app: App, deps: CommandDeps): void {
  const limit = limitCommands(deps);
  const [answers, askings] = [createFairQueue(ANSWERS), createFairQueue(ASKINGS)];
  app.command(/^\//, async ({ ack, body }) => {
    await ack();
    await answering(deps, { body, schema: slashCommand }, async (payload, way) => {
      const turns = isAnsweredAlone(payload.text) ? answers : askings;
      return (await limit(payload.user_id)) ?? turns(payload.user_id, () => takeCommand(deps, payload, way));
    });
  });
}

async function takeCommand(deps: CommandDeps, payload: SlashCommandPayload, route: ReplyRoute): Promise<Answer> {
  if (!(await isFirst.command(deps.deliveries, payload))) return undefined;
  const refusal = refuseOtherTeam(await deps.identity(), payload.team_id) ?? refuseLong(payload.text);
  if (refusal !== undefined) return recordRefused(deps, payload, refusal);
  const { word, rest, asked } = readCommand(decodeEntities(payload.text));
  return tellIfSlow(pinAllowlist(deps), route, 'command', (watched) =>
    word === undefined ? handleAsking(watched, payload, asked) : COMMAND_HANDLERS[word](watched, payload, rest),
  );
}

/** A text longer than anybody would type is not read. */
const refuseLong = ({ length }: string): Refusal | undefined =>
  length <= LONGEST_COMMAND
    ? undefined
    : new Refusal(
        'command_too_long',
        `That command has ${length} characters. The limit is ${LONGEST_COMMAND}.`,
        'Shorten it and try again.',
      );
