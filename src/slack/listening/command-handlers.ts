import { type CommandWord, exampleOf } from '../../domain/commands.ts';
import { isJoining } from '../../domain/joining.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type AskDeps, askRequest } from '../../flows/asking/ask-request.ts';
import { explainToPerson } from '../../flows/asking/explain-entry.ts';
import { listEntries } from '../../flows/asking/list-entries.ts';
import { listRequests } from '../../flows/record/list-requests.ts';
import { showHistory } from '../../flows/record/show-history.ts';
import type { Answer } from '../answering/answer.ts';
import type { SlashCommandPayload } from '../connection/payloads.ts';
import { renderConfirmation } from '../views/confirmation.ts';
import { renderExplanation } from '../views/explanation.ts';
import { renderHistory } from '../views/history.ts';
import { renderJoining } from '../views/joining.ts';
import { renderEntries, renderHelp } from '../views/lists.ts';
import { renderRequests } from '../views/request-list.ts';
import { type CommandText, readCommandText } from './command-text.ts';
import { handleFreeze, handleUnfreeze } from './handle-freeze.ts';
import { readHistoryText } from './history-text.ts';
import { recordRefused, refuseUnclear } from './refuse-command.ts';

/** Answers one command. `rest` is the text after the command's word. */
type CommandHandler = (deps: AskDeps, payload: SlashCommandPayload, rest: string) => Promise<Answer>;

export const COMMAND_HANDLERS: Readonly<Record<CommandWord, CommandHandler>> = {
  help: (deps, payload) => showEntries(deps, payload, renderHelp),
  list: (deps, payload) => showEntries(deps, payload, renderEntries),
  status: showStatus,
  history: tellHistory,
  explain,
  freeze: handleFreeze,
  unfreeze: handleUnfreeze,
};

/** `/tf-action cleanup prod name=value` */
export async function handleAsking(
  deps: AskDeps,
  payload: SlashCommandPayload,
  { words: [action = '', environment], parameters, stray, fault }: CommandText,
): Promise<Answer> {
  if (fault !== undefined) return refuseUnclear(deps, payload, fault);
  const request = await askRequest(deps, {
    team: payload.team_id ?? '',
    channel: payload.channel_id,
    person: payload.user_id,
    action,
    environment,
    parameters,
    stray,
  });
  if (request instanceof Refusal) return request;
  return isJoining(request) ? renderJoining(request) : renderConfirmation(request);
}

async function showEntries(deps: AskDeps, payload: SlashCommandPayload, render: typeof renderHelp): Promise<Answer> {
  const entries = await listEntries(deps, payload.user_id, payload.channel_id);
  return entries instanceof Refusal ? recordRefused(deps, payload, entries) : render(entries);
}

async function showStatus(deps: AskDeps, payload: SlashCommandPayload): Promise<Answer> {
  const requests = await listRequests(deps, payload.user_id);
  return requests instanceof Refusal ? recordRefused(deps, payload, requests) : renderRequests(requests);
}

async function tellHistory(deps: AskDeps, payload: SlashCommandPayload, rest: string): Promise<Answer> {
  const asked = readHistoryText(rest);
  if ('unclear' in asked) return refuseUnclear(deps, payload, asked.unclear);
  const shown = await showHistory(deps, payload.user_id, asked);
  return shown instanceof Refusal ? shown : renderHistory(shown);
}

async function explain(deps: AskDeps, payload: SlashCommandPayload, rest: string): Promise<Answer> {
  const { words, parameters, stray, fault } = readCommandText(rest);
  const [action, environment] = words;
  if (fault !== undefined || action === undefined) {
    return new Refusal(
      'unknown_command',
      fault ?? 'Say what to explain.',
      `Write \`${exampleOf('explain')}\`, with name=value for parameters.`,
    );
  }
  const asked = { person: payload.user_id, channel: payload.channel_id, action, environment, parameters, stray };
  const explanation = await explainToPerson(deps, asked);
  return explanation instanceof Refusal ? recordRefused(deps, payload, explanation) : renderExplanation(explanation);
}
