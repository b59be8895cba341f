import { type ApprovalProgress, countApprovals, isApproved } from '../../domain/approval.ts';
import { digestOf } from '../../domain/digest.ts';
import { type Allowlist, type Entry, findEntry } from '../../domain/entry.ts';
import type { StaleReason } from '../../domain/outcome.ts';
import { idsOf, isSamePerson, type PersonId, type PersonIds, type UserGroups } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';
import {
  approvesThrough,
  breaksGlassThrough,
  listsOf,
  type PersonReading,
  requestsThrough,
} from '../../domain/rights.ts';
import { findWorkspaceFault, type WorkspaceFacts } from '../../domain/workspace-fault.ts';
import type { Clock } from '../ports/clock.ts';
import type { FreezeBook } from '../ports/freeze-book.ts';
import type { HcpTerraform } from '../ports/hcp-terraform.ts';
import type { RequestStore } from '../ports/request-store.ts';
import { FRESH_FOR } from '../ports/slack-readings.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { readPerson } from './read-rights.ts';
import { readWorkspaceFacts } from './read-workspace-facts.ts';

export interface RecheckDeps {
  readonly allowlist: () => Allowlist;
  readonly team: SlackTeam;
  readonly terraform: HcpTerraform;
  readonly freezes: FreezeBook;
  readonly clock: Clock;
}

/** What a step of a request's run needs: to check everything again and record the result. */
export interface RunDeps extends RecheckDeps {
  readonly requests: RequestStore;
}

/** The request is still what was asked for. The approvals are those that count now. */
export interface Rechecked {
  readonly entry: Entry;
  readonly groups: UserGroups | undefined;
  /** People who approved and still may. */
  readonly counting: readonly PersonIds[];
  readonly progress: ApprovalProgress;
  /** The person who broke the glass still may, so neither approvals nor freezes stop the request. */
  readonly glass: boolean;
  /** The current Slack names of the requester and the approvers. */
  readonly names: ReadonlyMap<string, string>;
  /** What the workspace says about itself, if it was read. */
  readonly facts: WorkspaceFacts;
  /**
   * Nothing is sent after this time (milliseconds): 3 s after the oldest reading of a person or user group began, plus
   * the time that Slack took to answer.
   */
  readonly freshUntil: number;
  /** SHA-256 of the allowlist that was used. */
  readonly allowlist: string;
}

/** Why the request is no longer what was asked for or approved. */
export interface Stale {
  readonly because: StaleReason;
}

export const isStale = (held: object): held is Stale => 'because' in held;

/** The longest that Slack may take before its answer is too old to act on (milliseconds). */
const SLOWEST = 20_000;

/**
 * A workspace reading this recent is reused (milliseconds): the click that let the request go ahead has just made it, and the
 * run is created with the version of the configuration that was asked for anyway.
 */
const JUST_READ = 1_000;

/**
 * Holds a request against the allowlist, the rights and the workspace of this moment (promises 2 and 3). Until the run
 * exists the workspace's current configuration version is held; afterwards only the run's own, which does not change.
 * People are read last, all at once, since those readings grow old first. Throws where any of it cannot be found out.
 */
export async function recheckRequest(
  deps: RecheckDeps,
  request: ActionRequest,
  configuration: 'current' | 'just_read' | 'of_the_run',
): Promise<Rechecked | Stale> {
  const allowlist = deps.allowlist();
  const entry = recheckEntry(allowlist, request);
  if (isStale(entry)) return entry;
  let facts: WorkspaceFacts = {};
  if (configuration !== 'of_the_run') {
    const workspace = await recheckWorkspace(deps.terraform, request, configuration);
    if (isStale(workspace)) return workspace;
    facts = workspace;
  }
  const began = deps.clock.now();
  const people = await readPeople(deps.team, request, entry);
  if (requestsThrough(entry, people.requester) === undefined) {
    const { action, environment } = entry;
    return { because: { kind: 'requester_lost_right', person: request.requester, action, environment } };
  }
  const { groups } = people.requester;
  const counting = findCounting(people, entry);
  const { breaker } = people;
  const readings = [people.requester, ...people.approvers, ...(breaker === undefined ? [] : [breaker])];
  return {
    ...{ entry, groups, counting, progress: countApprovals(entry, counting, groups), allowlist: allowlist.hash, facts },
    glass: breaker !== undefined && breaksGlassThrough(entry, breaker) !== undefined,
    names: new Map(readings.map(({ standing }) => [standing.id, standing.name])),
    freshUntil: Math.min(began, ...readings.flatMap(timesOf)) + FRESH_FOR + Math.min(deps.clock.now() - began, SLOWEST),
  };
}

/** A reading that does not say when it began is too old for everything. */
const timesOf = ({ standing, groups }: PersonReading): readonly number[] => [
  standing.readAt?.getTime() ?? 0,
  ...(groups === undefined ? [] : [groups.readAt.getTime()]),
];

interface PeopleReading {
  readonly requester: PersonReading;
  readonly approvers: readonly PersonReading[];
  /** The person who broke the glass. */
  readonly breaker: PersonReading | undefined;
}

async function readPeople(team: SlackTeam, request: ActionRequest, entry: Entry): Promise<PeopleReading> {
  const { requester, brokenGlass, decisions } = request;
  const approvers = decisions.filter(({ kind }) => kind === 'approve').map(({ person }) => person);
  const lists = listsOf(entry);
  const read = (person: PersonId): Promise<PersonReading> => readPerson(team, person, lists);
  const [readRequester, readApprovers, readBreaker] = await Promise.all([
    read(requester),
    Promise.all(approvers.map(read)),
    brokenGlass === undefined ? undefined : read(brokenGlass.person),
  ]);
  return { requester: readRequester, approvers: readApprovers, breaker: readBreaker };
}

/** Approved by as many as the allowlist demands, or let through by somebody who may break the glass. */
export const mayGoAhead = ({ progress, glass }: Rechecked): boolean => glass || isApproved(progress);

/** The entry of this moment, where it still is the one that was asked for. */
export function recheckEntry(allowlist: Allowlist, { asked, digest }: ActionRequest): Entry | Stale {
  const { action, environment } = asked.entry;
  const entry = findEntry(allowlist, action, environment);
  if (entry === undefined) return { because: { kind: 'entry_gone', action, environment } };
  if (digestOf({ ...asked, entry }) === digest) return entry;
  return { because: { kind: 'entry_changed', action, environment } };
}

/** The workspace of this moment, where it still is the one that was asked for and an action can run in it. */
async function recheckWorkspace(
  terraform: HcpTerraform,
  { asked }: ActionRequest,
  configuration: 'current' | 'just_read',
): Promise<WorkspaceFacts | Stale> {
  const { entry, workspaceId, workspaceName: known } = asked;
  const where = { connection: entry.connection, workspaceId };
  const workspace = await terraform.readWorkspace(where, configuration === 'just_read' ? JUST_READ : 0);
  if (workspace === undefined) return { because: { kind: 'workspace_unreadable', workspace: known } };
  if (workspace.name !== known)
    return { because: { kind: 'workspace_renamed', workspace: known, now: workspace.name } };
  const facts = await readWorkspaceFacts(terraform, entry, workspace);
  const fault = findWorkspaceFault(known, facts, entry);
  if (fault !== undefined) return { because: { kind: 'workspace_unusable', fault } };
  const now = workspace.configurationVersionId;
  if (now === asked.configurationVersionId) return facts;
  return { because: { kind: 'configuration_changed', workspace: known, now } };
}

/** The approvers who still may approve: a person who left a group or the team since does not count. */
const findCounting = ({ approvers, requester }: PeopleReading, entry: Entry): readonly PersonIds[] =>
  approvers.flatMap((reading) => {
    const ids = idsOf(reading.standing);
    const ownRequest = isSamePerson(ids, idsOf(requester.standing)) && !entry.approval.allowRequester;
    return approvesThrough(entry, reading) === undefined || ownRequest ? [] : [ids];
  });
