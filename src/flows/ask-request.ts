import { digestOf } from '../domain/digest.ts';
import type { ParameterValue } from '../domain/entry.ts';
import { type Allowlist, type Entry, findEntry } from '../domain/entry.ts';
import { readParameters } from '../domain/parameters.ts';
import { Refusal } from '../domain/refusal.ts';
import type { ActionRequest, Frozen } from '../domain/request.ts';
import { listsOf, type PersonReading, refuseRequesting } from '../domain/rights.ts';
import type { Clock } from './clock.ts';
import type { HcpTerraform } from './hcp-terraform.ts';
import { findVisibleEntries, refuseUnknown } from './list-entries.ts';
import { readPerson, readUsableChannel } from './read-rights.ts';
import type { RequestRecord } from './request-record.ts';
import type { Channel, SlackTeam } from './slack-team.ts';

/** The confirmation waits so long for Run it. */
const UNCONFIRMED_FOR = 10 * 60_000;

export interface AskDeps {
  readonly allowlist: () => Allowlist;
  readonly revision: string | undefined;
  readonly team: SlackTeam;
  readonly terraform: HcpTerraform;
  readonly record: RequestRecord;
  readonly clock: Clock;
  readonly randomHex: () => string;
}

export interface Ask {
  readonly team: string;
  readonly channel: string;
  readonly person: string;
  readonly action: string;
  readonly environment: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Looks the action up, freezes what would run, and gives the request that its requester has still to confirm. */
export async function askRequest(deps: AskDeps, ask: Ask): Promise<ActionRequest | Refusal> {
  const answer = await prepare(deps, ask);
  if (answer instanceof Refusal) {
    await deps.record.note({
      kind: 'request.refused',
      actor: ask.person,
      facts: { code: answer.code, channel: ask.channel, allowlist: deps.allowlist().hash },
      texts: { asked: [ask.action, ask.environment ?? '', ...ask.parameters.keys()].join(' ') },
    });
    return answer;
  }
  await replaceUnconfirmed(deps, ask.person);
  await deps.record.add(answer, auditOfAsking(deps, answer), [
    { work: 'expire_request', at: new Date(answer.askedAt.getTime() + UNCONFIRMED_FOR) },
  ]);
  return answer;
}

async function prepare(deps: AskDeps, ask: Ask): Promise<ActionRequest | Refusal> {
  const entry = ask.environment === undefined ? undefined : findEntry(deps.allowlist(), ask.action, ask.environment);
  if (entry === undefined) {
    const visible = await findVisibleEntries({ allowlist: deps.allowlist, team: deps.team }, ask.person);
    return visible instanceof Refusal ? visible : refuseUnknown(visible, ask.action, ask.environment);
  }
  const reading = await readPerson(deps.team, ask.person, listsOf(entry));
  const refusal = refuseRequesting(entry, reading) ?? refuseChannel(entry, ask.channel);
  if (refusal !== undefined) return refusal;
  const channel = await readUsableChannel(deps.team, ask.channel);
  if (channel instanceof Refusal) return channel;
  const unseen = refuseUnseen(entry, channel);
  if (unseen !== undefined) return unseen;
  const parameters = readParameters(entry.parameters, ask.parameters);
  if (parameters instanceof Refusal) return parameters;
  const frozen = await freeze(deps.terraform, entry, parameters.values);
  return frozen instanceof Refusal ? frozen : newRequest(deps, ask, reading, frozen);
}

/** Every list of channels that applies must hold the channel. */
export function refuseChannel(entry: Entry, channel: string): Refusal | undefined {
  if (entry.channels.every((list) => list.includes(channel))) return undefined;
  const allowed = entry.channels.reduce((all, list) => all.filter((id) => list.includes(id)));
  return new Refusal(
    'wrong_channel',
    `${entry.action} in ${entry.environment} cannot be asked for here.`,
    allowed.length > 0 ? `Ask in ${allowed.map((id) => `#${id}`).join(' or ')}.` : 'No channel is in every list.',
  );
}

/** Who approves has to see it. */
export function refuseUnseen(entry: Entry, channel: Channel): Refusal | undefined {
  if (channel.kind !== 'direct_message' || entry.approval.required.length === 0) return undefined;
  return new Refusal(
    'not_in_direct_message',
    'This needs the approval of others, and nobody else can see a direct message.',
    'Ask in a channel that those who approve can see.',
  );
}

async function freeze(
  terraform: HcpTerraform,
  entry: Entry,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<Frozen | Refusal> {
  const workspace = await terraform.readWorkspace(entry);
  if (workspace === undefined) {
    return new Refusal(
      'workspace_not_found',
      `HCP Terraform has no workspace ${entry.workspace} in ${entry.organization}, or does not show it to the bot.`,
      "Check the workspace's name in the allowlist, and that the bot's team may see it.",
    );
  }
  return {
    entry,
    parameters,
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    organization: workspace.organization ?? entry.organization,
    configurationVersionId: workspace.configurationVersionId,
  };
}

function newRequest(deps: AskDeps, ask: Ask, reading: PersonReading, frozen: Frozen): ActionRequest {
  const askedAt = new Date(deps.clock.now());
  return {
    id: deps.randomHex(),
    version: 1,
    state: 'unconfirmed',
    team: ask.team,
    channel: ask.channel,
    requester: ask.person,
    requesterName: reading.standing.name,
    frozen,
    digest: digestOf(frozen),
    askedAt,
    deadline: new Date(askedAt.getTime() + UNCONFIRMED_FOR),
    decisions: [],
  };
}

/** An ephemeral confirmation is gone after a reload, so asking again takes the place of what nobody can press any more. */
async function replaceUnconfirmed(deps: AskDeps, person: string): Promise<void> {
  for (const earlier of await deps.record.unconfirmedOf(person)) {
    await deps.record.move(earlier, {
      event: 'withdraw',
      change: { settledAt: new Date(deps.clock.now()), outcome: 'Asked again before it was confirmed.' },
      audit: { kind: 'request.replaced', request: earlier.id, actor: person, facts: {} },
    });
  }
}

const auditOfAsking = (deps: AskDeps, request: ActionRequest) => ({
  kind: 'request.asked',
  request: request.id,
  actor: request.requester,
  facts: {
    action: request.frozen.entry.action,
    environment: request.frozen.entry.environment,
    channel: request.channel,
    workspace: request.frozen.workspaceId,
    configuration_version: request.frozen.configurationVersionId ?? null,
    digest: request.digest,
    allowlist: deps.allowlist().hash,
    revision: deps.revision ?? null,
  },
  texts: { requester: request.requesterName, parameters: JSON.stringify(request.frozen.parameters) },
});
