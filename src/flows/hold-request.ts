import { type ApprovalProgress, countApprovals, isApproved } from '../domain/approval.ts';
import { digestOf } from '../domain/digest.ts';
import { type Allowlist, type Entry, findEntry } from '../domain/entry.ts';
import type { StaleReason } from '../domain/outcome.ts';
import type { PersonId, UserGroups } from '../domain/person.ts';
import type { ActionRequest } from '../domain/request.ts';
import { approvesThrough, breaksGlassThrough, listsOf, type PersonReading, requestsThrough } from '../domain/rights.ts';
import type { Clock } from './clock.ts';
import type { FreezeBook } from './freeze-book.ts';
import type { HcpTerraform } from './hcp-terraform.ts';
import { readPerson } from './read-rights.ts';
import type { SlackTeam } from './slack-team.ts';

export interface HoldDeps {
  readonly allowlist: () => Allowlist;
  readonly team: SlackTeam;
  readonly terraform: HcpTerraform;
  readonly freezes: FreezeBook;
  readonly clock: Clock;
}

/** The request still is what was asked for; the approvals are those that count at this moment. */
export interface Held {
  readonly entry: Entry;
  readonly groups: UserGroups | undefined;
  /** Those who approved and still may. */
  readonly counting: readonly PersonId[];
  readonly progress: ApprovalProgress;
  /** The glass was broken by somebody who still may break it, so that neither approvals nor freezes hold the request. */
  readonly glass: boolean;
  /** Names of the requester and those who approved, as Slack has them now. */
  readonly names: ReadonlyMap<string, string>;
  /** When the oldest reading of a person or a user group began that this rests on (milliseconds). */
  readonly readAt: number;
  /** SHA-256 of the allowlist that it was held against. */
  readonly allowlist: string;
}

/** Why the request is no longer what was asked for or approved. */
export interface Lost {
  readonly because: StaleReason;
}

export const isLost = (held: object): held is Lost => 'because' in held;

/** What the press that let it go ahead has just read is not read again (milliseconds): the run is created with the frozen version anyway. */
const JUST_READ = 1_000;

/**
 * Holds a request against the allowlist, the rights and the workspace of this moment (promises 2 and 3). Until the run
 * exists the workspace's current configuration version is held; afterwards only the run's own, which does not change.
 * People are read last, all at once, since those readings grow old first. Throws where any of it cannot be found out.
 */
export async function holdRequest(
  deps: HoldDeps,
  request: ActionRequest,
  configuration: 'current' | 'just_read' | 'of_the_run',
): Promise<Held | Lost> {
  const allowlist = deps.allowlist();
  const entry = holdEntry(allowlist, request);
  if (isLost(entry)) return entry;
  if (configuration !== 'of_the_run') {
    const within = configuration === 'just_read' ? JUST_READ : 0;
    const changed = await findWorkspaceChange(deps.terraform, request, within);
    if (changed !== undefined) return { because: changed };
  }
  const began = deps.clock.now();
  const people = await readPeople(deps.team, request, entry);
  if (requestsThrough(entry, people.requester) === undefined) {
    const { action, environment } = entry;
    return { because: { kind: 'requester_lost_right', person: request.requester, action, environment } };
  }
  const { groups } = people.requester;
  const counting = findCounting(people.approvers, request, entry);
  const { breaker } = people;
  const readings = [people.requester, ...people.approvers, ...(breaker === undefined ? [] : [breaker])];
  return {
    ...{ entry, groups, counting, progress: countApprovals(entry, counting, groups), allowlist: allowlist.hash },
    glass: breaker !== undefined && breaksGlassThrough(entry, breaker) !== undefined,
    names: new Map(readings.map(({ standing }) => [standing.id, standing.name])),
    readAt: Math.min(began, ...readings.flatMap(timesOf)),
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
  /** Whoever broke the glass. */
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
export const mayGoAhead = ({ progress, glass }: Held): boolean => glass || isApproved(progress);

/** The entry of this moment, where it still is the one that was asked for. */
export function holdEntry(allowlist: Allowlist, { frozen, digest }: ActionRequest): Entry | Lost {
  const { action, environment } = frozen.entry;
  const entry = findEntry(allowlist, action, environment);
  if (entry === undefined) return { because: { kind: 'entry_gone', action, environment } };
  if (digestOf({ ...frozen, entry }) === digest) return entry;
  return { because: { kind: 'entry_changed', action, environment } };
}

async function findWorkspaceChange(
  terraform: HcpTerraform,
  { frozen }: ActionRequest,
  within: number,
): Promise<StaleReason | undefined> {
  const { entry, organization, workspaceId } = frozen;
  const where = { connection: entry.connection, organization, workspace: workspaceId };
  const known = frozen.workspaceName;
  const workspace = await terraform.readWorkspace(where, within);
  if (workspace === undefined) return { kind: 'workspace_unreadable', workspace: known };
  if (workspace.name !== known) return { kind: 'workspace_renamed', workspace: known, now: workspace.name };
  if (workspace.configurationVersionId !== frozen.configurationVersionId) {
    return { kind: 'configuration_changed', workspace: known, now: workspace.configurationVersionId };
  }
  return undefined;
}

/** Those who approved and still may: a person who left a group or the team since does not count. */
const findCounting = (
  approvers: readonly PersonReading[],
  { requester }: ActionRequest,
  entry: Entry,
): readonly PersonId[] =>
  approvers.flatMap((reading) => {
    const { id } = reading.standing;
    const ownRequest = id === requester && !entry.approval.allowRequester;
    return approvesThrough(entry, reading) === undefined || ownRequest ? [] : [id];
  });
