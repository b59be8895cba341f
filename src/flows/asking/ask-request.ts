import type { AuditEntry } from '../../domain/audit.ts';
import { digestOf } from '../../domain/digest.ts';
import { after } from '../../domain/duration.ts';
import type { Entry, ParameterValue } from '../../domain/entry.ts';
import { type Freeze, nextFreeze } from '../../domain/freeze.ts';
import { isJoining, type Joining } from '../../domain/joining.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type ActionRequest, type AskedFor, askedIn } from '../../domain/request.ts';
import { type PersonReading, requestsThrough } from '../../domain/rights.ts';
import type { Workspace } from '../../domain/run.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { refuseUnshown } from '../../domain/shown-whole.ts';
import { placeRequest } from '../guarding/check-channels.ts';
import { checkGuards } from '../guarding/check-guards.ts';
import type { RequestStore } from '../ports/request-store.ts';
import { inForce, recordRefusedAsking } from '../record/record-decision.ts';
import { type JudgeDeps, judgeAsking } from './judge-asking.ts';
import { findToldEntry } from './list-entries.ts';

/** How long the confirmation waits for Run it (milliseconds). */
const UNCONFIRMED_FOR = 10 * 60_000;

export interface AskDeps extends JudgeDeps {
  readonly revision: string | undefined;
  readonly requests: RequestStore;
  readonly randomHex: () => string;
}

export interface Ask {
  readonly team: string;
  readonly channel: string;
  readonly person: string;
  readonly action: string;
  readonly environment: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  /** Words that are neither names nor parameters. */
  readonly stray?: readonly string[];
}

/**
 * Finds the entry, takes a snapshot of what would run, and returns the request that its requester has to confirm, or
 * the open one that they join.
 */
export async function askRequest(deps: AskDeps, ask: Ask): Promise<ActionRequest | Refusal | Joining> {
  const answer = await prepare(deps, ask);
  if (answer instanceof Refusal) {
    const asked = [ask.action, ask.environment ?? '', ...ask.parameters.keys(), ...(ask.stray ?? [])].join(' ');
    return recordRefusedAsking(deps, { ...ask, asked }, answer);
  }
  if (isJoining(answer)) return answer;
  const { request, reading } = answer;
  await replaceUnconfirmed(deps, request);
  await deps.requests.add(request, auditOfAsking(deps, request, reading), [
    { work: 'expire_request', at: after(request.askedAt, UNCONFIRMED_FOR) },
  ]);
  return request;
}

/** What can be asked, with how its requester counts. */
interface Prepared {
  readonly request: ActionRequest;
  readonly reading: PersonReading;
}

async function prepare(deps: AskDeps, ask: Ask): Promise<Prepared | Refusal | Joining> {
  const entry = await findToldEntry(deps, ask.person, ask);
  if (entry instanceof Refusal) return entry;
  const judged = await judgeAsking(deps, { entry, ...ask }, 'first_no');
  const { reading, heldBy, unapprovable, values, workspace } = judged;
  const [refusal] = judged.refusals;
  if (refusal !== undefined) return refusal;
  if (workspace === undefined) throw new Error('Nothing refused it, and its workspace was not read.');
  const asked = snapshotOf(deps, entry, values, workspace);
  const unshown = refuseUnshown({ ...entry, ...asked }, asked.parameters);
  if (unshown !== undefined) return unshown;
  const { usual, structuredLog, executionMode } = workspace;
  const freezeAhead = heldBy === undefined ? findFreezeAhead(deps, entry) : undefined;
  const request: ActionRequest = {
    ...newRequest(deps, ask, reading, asked),
    ...{ usual, structuredLog },
    ...(executionMode === undefined ? {} : { executionMode }),
    // People who can break glass see what would run, and that they would have to break it.
    ...(heldBy === undefined ? {} : { heldBy }),
    ...(unapprovable === undefined ? {} : { unapprovable }),
    ...(freezeAhead === undefined ? {} : { freezeAhead }),
  };
  return (await checkGuards(deps, request)) ?? { request, reading };
}

/** The next planned freeze, if it starts before the request can be done waiting. */
function findFreezeAhead({ allowlist, clock }: AskDeps, entry: Entry): Freeze | undefined {
  const now = clock.now();
  const next = nextFreeze(allowlist().freezes, entry, new Date(now));
  const first = entry.approval.required.length > 0 ? entry.approval.expires : entry.startWithin;
  return next !== undefined && next.from.getTime() < now + UNCONFIRMED_FOR + first ? next : undefined;
}

function snapshotOf(
  { randomHex }: AskDeps,
  entry: Entry,
  parameters: Readonly<Record<string, ParameterValue>>,
  workspace: Workspace,
): AskedFor {
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

function newRequest(deps: AskDeps, ask: Ask, reading: PersonReading, asked: AskedFor): ActionRequest {
  const askedAt = new Date(deps.clock.now());
  return {
    id: deps.randomHex(),
    version: 1,
    state: 'unconfirmed',
    team: ask.team,
    ...placeRequest(asked.entry, ask.channel),
    requester: ask.person,
    requesterName: reading.standing.name,
    asked,
    parameterOrder: Object.keys(asked.entry.parameters),
    digest: digestOf(asked),
    askedAt,
    deadline: after(askedAt, UNCONFIRMED_FOR),
    decisions: [],
  };
}

/**
 * An ephemeral confirmation disappears when Slack is reloaded, so asking for the same entry in the same channel
 * replaces the previous request. Requests from other channels or for other entries stay.
 */
async function replaceUnconfirmed(deps: AskDeps, request: ActionRequest): Promise<void> {
  const person = request.requester;
  for (const earlier of await deps.requests.unconfirmedOf(person)) {
    if (!isSameQuestion(earlier, request)) continue;
    await deps.requests.move(earlier, {
      event: 'withdraw',
      change: { settledAt: new Date(deps.clock.now()), ...endedAs({ kind: 'asked_again' }) },
      audit: { kind: 'request.replaced', request: earlier.id, actor: person, facts: inForce(deps) },
    });
  }
}

const isSameQuestion = (one: ActionRequest, other: ActionRequest): boolean =>
  one.asked.entry.action === other.asked.entry.action &&
  one.asked.entry.environment === other.asked.entry.environment &&
  askedIn(one) === askedIn(other);

const auditOfAsking = (deps: AskDeps, request: ActionRequest, reading: PersonReading): AuditEntry => ({
  kind: 'request.asked',
  request: request.id,
  actor: request.requester,
  facts: {
    action: request.asked.entry.action,
    environment: request.asked.entry.environment,
    channel: askedIn(request),
    posted_to: request.channel,
    workspace: request.asked.workspaceId,
    configuration_version: request.asked.configurationVersionId ?? null,
    digest: request.digest,
    counted_through: requestsThrough(request.asked.entry, reading) ?? null,
    groups_read_at: reading.groups?.readAt.toISOString() ?? null,
    ...inForce(deps),
  },
  texts: { requester: request.requesterName, parameters: JSON.stringify(request.asked.parameters) },
});
