import type { App } from '@slack/bolt';
import { findEntry } from '../domain/entry.ts';
import { Refusal } from '../domain/refusal.ts';
import { type AskDeps, askRequest } from '../flows/ask-request.ts';
import type { SeenDeliveries } from '../flows/due-work.ts';
import { explainToPerson } from '../flows/explain-entry.ts';
import { listEntries } from '../flows/list-entries.ts';
import { listRequests } from '../flows/list-requests.ts';
import { underOneAllowlist } from '../flows/under-one-allowlist.ts';
import { type Answer, type AnswerDeps, answering } from './answer.ts';
import { readCommandText, readExplainText } from './command-text.ts';
import { isFirst } from './deliveries.ts';
import type { Identity } from './identity.ts';
import { type SlashCommandPayload, slashCommand } from './payloads.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';
import { renderConfirmation } from './views/confirmation.ts';
import { renderExplanation } from './views/explanation.ts';
import { renderEntries, renderHelp, renderRequests } from './views/lists.ts';

export interface CommandDeps extends AskDeps, AnswerDeps {
  readonly deliveries: SeenDeliveries;
  readonly identity: () => Promise<Identity>;
}

/** `/tf-action …`, under whatever name the manifest gives the command. */
export function listenToCommands(app: App, deps: CommandDeps): void {
  app.command(/^\//, async ({ ack, body }) => {
    await ack();
    const payload = slashCommand.parse(body);
    const way = { person: payload.user_id, channel: payload.channel_id, responseUrl: payload.response_url };
    await answering(deps, way, async () => {
      if (!(await isFirst.command(deps.deliveries, payload))) return undefined;
      return refuseOtherTeam(await deps.identity(), payload.team_id) ?? obey(underOneAllowlist(deps), payload);
    });
  });
}

async function obey(deps: CommandDeps, payload: SlashCommandPayload): Promise<Answer> {
  const explained = readExplainText(payload.text);
  // An action may be called so, too; it is asked for as ever, and explained by saying the word twice.
  const isAction = findEntry(deps.allowlist(), 'explain', explained?.split(/\s/u)[0] ?? '') !== undefined;
  if (explained !== undefined && !isAction) return explain(deps, payload, explained);
  const { words, parameters, fault } = readCommandText(payload.text);
  if (fault !== undefined) {
    return new Refusal(
      'unknown_command',
      fault,
      'Write `/tf-action cleanup prod name=value`; quotes keep spaces together.',
    );
  }
  const [first = 'help', second] = words;
  const verb = first.toLowerCase();
  if (verb === 'help' && second === undefined) return showEntries(deps, payload, renderHelp);
  if (verb === 'list' && second === undefined) return showEntries(deps, payload, renderEntries);
  if (verb === 'status' && second === undefined) {
    const requests = await listRequests(deps, payload.user_id);
    return requests instanceof Refusal ? requests : renderRequests(requests);
  }
  const request = await askRequest(deps, {
    team: payload.team_id,
    channel: payload.channel_id,
    person: payload.user_id,
    action: first,
    environment: second,
    parameters,
  });
  return request instanceof Refusal ? request : renderConfirmation(request);
}

async function explain(deps: CommandDeps, payload: SlashCommandPayload, text: string): Promise<Answer> {
  const { words, parameters, fault } = readCommandText(text);
  const [action, environment] = words;
  if (fault !== undefined || action === undefined) {
    return new Refusal(
      'unknown_command',
      fault ?? 'Say what to explain.',
      'Write `/tf-action explain cleanup prod`, with name=value for parameters.',
    );
  }
  const asked = { person: payload.user_id, channel: payload.channel_id, action, environment, parameters };
  const explanation = await explainToPerson(deps, asked);
  return explanation instanceof Refusal ? explanation : renderExplanation(explanation);
}

async function showEntries(
  deps: CommandDeps,
  payload: SlashCommandPayload,
  render: typeof renderHelp,
): Promise<Answer> {
  const entries = await listEntries(deps, payload.user_id, payload.channel_id);
  return entries instanceof Refusal ? entries : render(entries);
}
