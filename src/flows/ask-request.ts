import { digestOf } from '../domain/digest.ts';
import type { ParameterValue } from '../domain/entry.ts';
import { type Allowlist, type Entry, findEntry } from '../domain/entry.ts';
import { readParameters } from '../domain/parameters.ts';
import { Refusal } from '../domain/refusal.ts';
import { type ActionRequest, askedIn, type Frozen } from '../domain/request.ts';
import {
  breaksGlassThrough,
  listsOf,
  type PersonReading,
  refuseRequesting,
  requestsThrough,
} from '../domain/rights.ts';
import type { Workspace } from '../domain/run.ts';
import { endedAs } from '../domain/say-outcome.ts';
import { sayChannels } from '../domain/say-people.ts';
import { sentence } from '../domain/sentence.ts';
import { refuseUnshown } from '../domain/shown-whole.ts';
import type { Clock } from './clock.ts';
import { findApprovers } from './find-approvers.ts';
import { findFreeze, refuseFrozen } from './find-freeze.ts';
import type { FreezeBook } from './freeze-book.ts';
import type { HcpTerraform } from './hcp-terraform.ts';
import { holdGuards } from './hold-guards.ts';
import { isJoining, type Joining } from './join-request.ts';
import { findVisibleEntries, refuseUnknown } from './list-entries.ts';
import { placeRequest, refusePlacesOfAsking } from './place-request.ts';
import { readPerson } from './read-rights.ts';
import { inForce, recordRefusedAsking } from './record-decision.ts';
import type { RequestRecord } from './request-record.ts';
import type { SlackTeam } from './slack-team.ts';

/** The confirmation waits so long for Run it. */
const UNCONFIRMED_FOR = 10 * 60_000;

export interface AskDeps {
  readonly allowlist: () => Allowlist;
  readonly revision: string | undefined;
  readonly team: SlackTeam;
  readonly terraform: HcpTerraform;
  readonly freezes: FreezeBook;
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

/** Looks the action up, freezes what would run, and gives the request that its requester has still to confirm, or the one they are put on. */
export async function askRequest(deps: AskDeps, ask: Ask): Promise<ActionRequest | Refusal | Joining> {
  const answer = await prepare(deps, ask);
  if (answer instanceof Refusal) {
    const asked = [ask.action, ask.environment ?? '', ...ask.parameters.keys()].join(' ');
    return recordRefusedAsking(deps, { ...ask, asked }, answer);
  }
  if (isJoining(answer)) return answer;
  const { request, reading } = answer;
  await replaceUnconfirmed(deps, ask.person);
  await deps.record.add(request, auditOfAsking(deps, request, reading), [
    { work: 'expire_request', at: new Date(request.askedAt.getTime() + UNCONFIRMED_FOR) },
  ]);
  return request;
}

/** What could be asked, with how its requester counted. */
interface Prepared {
  readonly request: ActionRequest;
  readonly reading: PersonReading;
}

async function prepare(deps: AskDeps, ask: Ask): Promise<Prepared | Refusal | Joining> {
  const entry = ask.environment === undefined ? undefined : findEntry(deps.allowlist(), ask.action, ask.environment);
  if (entry === undefined) {
    const visible = await findVisibleEntries({ allowlist: deps.allowlist, team: deps.team }, ask.person);
    return visible instanceof Refusal ? visible : refuseUnknown(visible, ask.action, ask.environment);
  }
  const reading = await readPerson(deps.team, ask.person, listsOf(entry));
  const refusal = refuseRequesting(entry, reading) ?? refuseChannel(entry, ask.channel);
  if (refusal !== undefined) return refusal;
  const unusable =
    (await refusePlacesOfAsking(deps.team, entry, ask.channel)) ?? (await findApprovers(deps.team, entry, ask.person));
  if (unusable !== undefined) return unusable;
  const parameters = readParameters(entry.parameters, ask.parameters);
  if (parameters instanceof Refusal) return parameters;
  const heldBy = await findFreeze(deps, entry);
  // Whoever may break the glass is shown what would run, and that they would have to; anybody else is told no.
  if (heldBy !== undefined && breaksGlassThrough(entry, reading) === undefined) return refuseFrozen(entry, heldBy);
  const workspace = await readWorkspaceOf(deps, entry);
  if (workspace instanceof Refusal) return workspace;
  const frozen = freeze(deps, entry, parameters.values, workspace);
  const unshown = refuseUnshown({ ...entry, ...frozen }, frozen.parameters);
  if (unshown !== undefined) return unshown;
  const { usual, structuredLog } = workspace;
  const asked = { ...newRequest(deps, ask, reading, frozen), usual, structuredLog };
  const request = { ...asked, ...(heldBy === undefined ? {} : { heldBy }) };
  return (await holdGuards(deps, request)) ?? { request, reading };
}

/** Every list of channels that applies must hold the channel. */
export function refuseChannel(entry: Entry, channel: string): Refusal | undefined {
  if (entry.channels.every((list) => list.includes(channel))) return undefined;
  const allowed = entry.channels.reduce((all, list) => all.filter((id) => list.includes(id)));
  return new Refusal(
    'wrong_channel',
    `${entry.action} in ${entry.environment} cannot be asked for here.`,
    allowed.length > 0 ? sentence`Ask in ${sayChannels(allowed)}.` : 'No channel is in every list.',
  );
}

async function readWorkspaceOf({ terraform }: AskDeps, entry: Entry): Promise<Workspace | Refusal> {
  return (
    (await terraform.readWorkspace(entry)) ??
    new Refusal(
      'workspace_not_found',
      `HCP Terraform has no workspace ${entry.workspace} in ${entry.organization}, or does not show it to the bot.`,
      "Check the workspace's name in the allowlist, and that the bot's team may see it.",
    )
  );
}

function freeze(
  { randomHex }: AskDeps,
  entry: Entry,
  parameters: Readonly<Record<string, ParameterValue>>,
  workspace: Workspace,
): Frozen {
  return {
    entry,
    parameters,
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    organization: workspace.organization ?? entry.organization,
    configurationVersionId: workspace.configurationVersionId,
    salt: randomHex(),
  };
}

function newRequest(deps: AskDeps, ask: Ask, reading: PersonReading, frozen: Frozen): ActionRequest {
  const askedAt = new Date(deps.clock.now());
  return {
    id: deps.randomHex(),
    version: 1,
    state: 'unconfirmed',
    team: ask.team,
    ...placeRequest(frozen.entry, ask.channel),
    requester: ask.person,
    requesterName: reading.standing.name,
    frozen,
    parameterOrder: Object.keys(frozen.entry.parameters),
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
      change: { settledAt: new Date(deps.clock.now()), ...endedAs({ kind: 'asked_again' }) },
      audit: { kind: 'request.replaced', request: earlier.id, actor: person, facts: inForce(deps) },
    });
  }
}

const auditOfAsking = (deps: AskDeps, request: ActionRequest, reading: PersonReading) => ({
  kind: 'request.asked',
  request: request.id,
  actor: request.requester,
  facts: {
    action: request.frozen.entry.action,
    environment: request.frozen.entry.environment,
    channel: askedIn(request),
    posted_to: request.channel,
    workspace: request.frozen.workspaceId,
    configuration_version: request.frozen.configurationVersionId ?? null,
    digest: request.digest,
    counted_through: requestsThrough(request.frozen.entry, reading) ?? null,
    groups_read_at: reading.groups?.readAt.toISOString() ?? null,
    ...inForce(deps),
  },
  texts: { requester: request.requesterName, parameters: JSON.stringify(request.frozen.parameters) },
});
