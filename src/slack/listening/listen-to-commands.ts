import type { App } from '@slack/bolt';
import { Refusal } from '../../domain/refusal.ts';
import { type AskDeps, askRequest } from '../../flows/asking/ask-request.ts';
import { explainToPerson } from '../../flows/asking/explain-entry.ts';
import { listEntries } from '../../flows/asking/list-entries.ts';
import { createFairQueue } from '../../flows/guarding/fair-turns.ts';
import { isJoining } from '../../flows/guarding/join-request.ts';
import { limitCommands } from '../../flows/guarding/limit-commands.ts';
import { pinAllowlist } from '../../flows/guarding/pin-allowlist.ts';
import type { SeenDeliveries } from '../../flows/ports/due-work.ts';
import { listRequests } from '../../flows/record/list-requests.ts';
import { recordRefusedAsking } from '../../flows/record/record-decision.ts';
import { showHistory } from '../../flows/record/show-history.ts';
import { type Answer, type AnswerDeps, answering } from '../answering/answer.ts';
import { tellIfSlow } from '../answering/slow-readings.ts';
import type { ReplyRoute } from '../answering/tell-privately.ts';
import type { Identity } from '../connection/identity.ts';
import { type SlashCommandPayload, slashCommand } from '../connection/payloads.ts';
import { renderConfirmation } from '../views/confirmation.ts';
import { renderExplanation } from '../views/explanation.ts';
import { renderHistory } from '../views/history.ts';
import { renderJoining } from '../views/joining.ts';
import { renderEntries, renderHelp } from '../views/lists.ts';
import { renderRequests } from '../views/request-list.ts';
import { decodeEntities, isAnsweredAlone, LONGEST_COMMAND, readCommandText, readExplainText } from './command-text.ts';
import { isFirst } from './deliveries.ts';
import { handleFreeze } from './handle-freeze.ts';
import { type HistoryText, readHistoryText } from './history-text.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';

export interface CommandDeps extends AskDeps, AnswerDeps {
  readonly deliveries: SeenDeliveries;
  readonly identity: () => Promise<Identity>;
}

/**
 * The database has some ten connections for everything, so commands leave most of them to presses, runs and the outbox. What
 * is answered without HCP Terraform has turns of its own and never waits behind an asking that does.
 */
const ANSWERS = { atOnce: 3, each: 2 } as const;
const ASKINGS = { atOnce: 6, each: 2 } as const;

/**
 * `/tf-action …`, under whatever name the manifest gives the command. Each person's limit is asked before anything else is
 * done for them, and turns are shared fairly, so that one person's flood takes no turn from the others.
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
  if (refusal !== undefined) return refused(deps, payload, refusal);
  return tellIfSlow(pinAllowlist(deps), route, 'command', (watched) =>
    obey(watched, payload, decodeEntities(payload.text)),
  );
}

/** Nothing looks at a text that is longer than anybody would type. */
const refuseLong = ({ length }: string): Refusal | undefined =>
  length <= LONGEST_COMMAND
    ? undefined
    : new Refusal(
        'command_too_long',
        `That command has ${length} characters, and I read at most ${LONGEST_COMMAND}.`,
        'Shorten it and try again.',
      );

/** What is asked of an entry is recorded by its flow; this is for everything else that a command can be. */
const refused = (deps: CommandDeps, payload: SlashCommandPayload, refusal: Refusal): Promise<Refusal> =>
  recordRefusedAsking(
    deps,
    { person: payload.user_id, channel: payload.channel_id, asked: payload.text.slice(0, LONGEST_COMMAND) },
    refusal,
  );

const refuseUnclear = (deps: CommandDeps, payload: SlashCommandPayload, fault: string): Promise<Refusal> =>
  refused(deps, payload, new Refusal('unknown_command', fault, HOW_TO_WRITE));

const HOW_TO_WRITE =
  'Write `/tf-action cleanup prod name=value`. Double quotes keep spaces together, and `\\"` is a quotation mark inside them.';

async function obey(deps: CommandDeps, payload: SlashCommandPayload, text: string): Promise<Answer> {
  const aboutFreezes = await handleFreeze(deps, payload, text);
  if (aboutFreezes !== undefined) return aboutFreezes;
  const explained = readExplainText(text);
  if (explained !== undefined) return explain(deps, payload, explained);
  const history = readHistoryText(text);
  if (history !== undefined) return tellHistory(deps, payload, history);
  const { words, parameters, stray, fault } = readCommandText(text);
  if (fault !== undefined) return refuseUnclear(deps, payload, fault);
  const [first = 'help', second] = words;
  const verb = first.toLowerCase();
  if (verb === 'help' && second === undefined) return showEntries(deps, payload, renderHelp);
  if (verb === 'list' && second === undefined) return showEntries(deps, payload, renderEntries);
  if (verb === 'status' && second === undefined) {
    const requests = await listRequests(deps, payload.user_id);
    return requests instanceof Refusal ? refused(deps, payload, requests) : renderRequests(requests);
  }
  const request = await askRequest(deps, {
    team: payload.team_id ?? '',
    channel: payload.channel_id,
    person: payload.user_id,
    action: first,
    environment: second,
    parameters,
    stray,
  });
  if (request instanceof Refusal) return request;
  return isJoining(request) ? renderJoining(request) : renderConfirmation(request);
}

async function tellHistory(deps: CommandDeps, payload: SlashCommandPayload, asked: HistoryText): Promise<Answer> {
  if ('unclear' in asked) return refuseUnclear(deps, payload, asked.unclear);
  const shown = await showHistory(deps, payload.user_id, asked);
  return shown instanceof Refusal ? shown : renderHistory(shown);
}

async function explain(deps: CommandDeps, payload: SlashCommandPayload, text: string): Promise<Answer> {
  const { words, parameters, stray, fault } = readCommandText(text);
  const [action, environment] = words;
  if (fault !== undefined || action === undefined) {
    return new Refusal(
      'unknown_command',
      fault ?? 'Say what to explain.',
      'Write `/tf-action explain cleanup prod`, with name=value for parameters.',
    );
  }
  const asked = { person: payload.user_id, channel: payload.channel_id, action, environment, parameters, stray };
  const explanation = await explainToPerson(deps, asked);
  return explanation instanceof Refusal ? refused(deps, payload, explanation) : renderExplanation(explanation);
}

async function showEntries(
  deps: CommandDeps,
  payload: SlashCommandPayload,
  render: typeof renderHelp,
): Promise<Answer> {
  const entries = await listEntries(deps, payload.user_id, payload.channel_id);
  return entries instanceof Refusal ? refused(deps, payload, entries) : render(entries);
}
