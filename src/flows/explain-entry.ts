import { countApprovals, isApproved } from '../domain/approval.ts';
import { type Allowlist, approverLists, type Entry, type EntryOrigins, findEntry } from '../domain/entry.ts';
import { freezeOf } from '../domain/explain-freeze.ts';
import type { ExplainedLine, ExplainedList, Explanation, StandsIn } from '../domain/explanation.ts';
import type { ChatFreeze } from '../domain/freeze.ts';
import { readParameters } from '../domain/parameters.ts';
import { findInList, type PeopleList, type PersonId, type Standing, type UserGroups } from '../domain/person.ts';
import { Refusal } from '../domain/refusal.ts';
import { listsOf, type PersonReading, refuseApproving, refuseRequesting } from '../domain/rights.ts';
import { refuseUnshown } from '../domain/shown-whole.ts';
import { refuseChannel } from './ask-request.ts';
import type { FreezeDeps } from './find-freeze.ts';
import { type GuardDeps, refuseGuarded } from './hold-guards.ts';
import { findVisibleEntries, type ListDeps, refuseUnknown } from './list-entries.ts';
import { refuseUnseen } from './place-request.ts';
import { readPerson, readUsableChannel } from './read-rights.ts';
import type { Channel } from './slack-team.ts';

/** What is known of the person and of everybody else. */
export interface KnownPeople {
  readonly standing: Standing;
  readonly groups: UserGroups | undefined;
  /** Whose place in user groups is known: everybody's, where Slack was asked. */
  readonly groupsOf: 'everybody' | 'the_person' | 'nobody';
}

export interface Question {
  readonly allowlist: Allowlist;
  readonly entry: Entry;
  readonly known: KnownPeople;
  /** Absent: wherever it may be asked for. A refusal is why nothing is asked there. */
  readonly channel?: Channel | Refusal;
  /** The channel's id, also where Slack refuses it. */
  readonly channelId?: string;
  readonly at: Date;
  /** Freezes from chat, where they are known. */
  readonly fromChat: readonly ChatFreeze[];
  /** Judged only where one is given; else what the entry takes is only said. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What cooldown, max_open or the limit of the person say at the moment, where that is known. */
  readonly guard?: Refusal;
}

/** Lists that decide about a person here, breaking glass among it. */
export const listsToExplain = (entry: Entry): readonly PeopleList[] => [...listsOf(entry), entry.breakGlass];

/** Explains by the rules that decide when somebody asks, so that it never is a second opinion. */
export function explainEntry(question: Question): Explanation {
  const { allowlist, entry, known, at, fromChat } = question;
  const { standing } = known;
  const freeze = freezeOf({ planned: allowlist.freezes, fromChat }, entry, at);
  const refusals = refusalsOf(question, { standing, groups: known.groups });
  const inAll = { standing, groups: known.groupsOf === 'nobody' ? inEveryGroup(entry, standing.id) : known.groups };
  const refusedAnyway = refusalsOf(question, inAll);
  const isFrozen = freeze?.holds === true;
  const answer = refusedAnyway.length > 0 || isFrozen ? 'refused' : refusals.length > 0 ? 'unknown' : 'allowed';
  const origins = allowlist.origins.find(
    ({ action, environment }) => action === entry.action && environment === entry.environment,
  );
  return {
    ...{ entry, person: standing.id, answer, freeze },
    refusals: refusedAnyway,
    requesters: explainRequesters(entry, origins, known),
    channels: entry.channels.map((channels, index) => ({ level: origins?.channels[index] ?? '', channels })),
    ...explainApprovals(entry, origins, known),
    approves: standsIn(unite(approverLists(entry)), known),
    breaksGlass: standsIn(entry.breakGlass, known),
  };
}

/** If the person stood in every group that the entry names: what is refused even then is refused for sure. */
const inEveryGroup = (entry: Entry, person: PersonId): UserGroups => ({
  readAt: new Date(0),
  members: new Map(listsToExplain(entry).flatMap(({ groups }) => groups.map((id) => [id, new Set([person])] as const))),
});

function refusalsOf(
  { entry, channel, channelId, parameters, guard }: Question,
  reading: PersonReading,
): readonly Refusal[] {
  const ofParameters = parameters.size === 0 ? undefined : readParameters(entry.parameters, parameters);
  return [
    refuseRequesting(entry, reading),
    channelId === undefined ? undefined : refuseChannel(entry, channelId),
    channel instanceof Refusal || channel === undefined ? channel : unlessPosted(entry, channel),
    ofParameters === undefined || ofParameters instanceof Refusal
      ? ofParameters
      : refuseUnshown({ ...entry, workspaceName: entry.workspace }, ofParameters.values),
    guard,
  ].filter((refusal) => refusal instanceof Refusal);
}

/** With `post_to` the request message stands elsewhere, where others see it. */
const unlessPosted = (entry: Entry, channel: Channel): Refusal | undefined =>
  entry.postTo === undefined ? refuseUnseen(entry, channel) : undefined;

const unite = (lists: readonly PeopleList[]): PeopleList => ({
  everyone: lists.some(({ everyone }) => everyone),
  people: lists.flatMap(({ people }) => people),
  groups: lists.flatMap(({ groups }) => groups),
});

function standsIn(list: PeopleList, { standing, groups, groupsOf }: KnownPeople): StandsIn {
  if (standing.outside !== undefined) return 'not';
  const through = findInList(list, standing.id, groups);
  if (through !== undefined) return { through };
  return groupsOf === 'nobody' && list.groups.length > 0 ? 'unknown' : 'not';
}

const explainRequesters = (
  entry: Entry,
  origins: EntryOrigins | undefined,
  known: KnownPeople,
): readonly ExplainedList[] =>
  entry.requesters.map((list, index) => ({
    level: origins?.requesters[index] ?? '',
    list,
    stands: standsIn(list, known),
  }));

/** Others are taken to be full members: Slack is asked about each when they press, not before. */
function explainApprovals(
  entry: Entry,
  origins: EntryOrigins | undefined,
  { standing, groups, groupsOf }: KnownPeople,
): Pick<Explanation, 'required' | 'canBeApproved'> {
  const known = groupsOf === 'everybody' ? groups : undefined;
  const mayApprove = (id: PersonId): boolean =>
    refuseApproving(entry, standing.id, { standing: { id, name: id, outside: undefined }, groups: known }) ===
    undefined;
  const required = entry.approval.required.map((line, index): ExplainedLine => {
    const members = line.from.groups.flatMap((id) => [...(known?.members.get(id) ?? [])]);
    return {
      level: origins?.required[index] ?? '',
      line,
      people: [...new Set([...line.from.people, ...members])].filter(mayApprove),
      isWhole: known !== undefined || line.from.groups.length === 0,
    };
  });
  if (required.some(({ people, isWhole, line }) => isWhole && people.length < line.count)) {
    return { required, canBeApproved: false };
  }
  const everybody = required.flatMap(({ people }) => people);
  const isKnown = required.every(({ isWhole }) => isWhole);
  return { required, canBeApproved: isKnown ? isApproved(countApprovals(entry, everybody, known)) : undefined };
}

export interface ExplainAsk {
  readonly person: PersonId;
  readonly channel: string;
  readonly action: string;
  readonly environment: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** For the person themself, and only about entries that they may see. */
export async function explainToPerson(
  deps: ListDeps & GuardDeps & FreezeDeps,
  ask: ExplainAsk,
): Promise<Explanation | Refusal> {
  const visible = await findVisibleEntries(deps, ask.person);
  if (visible instanceof Refusal) return visible;
  const allowlist = deps.allowlist();
  const entry = ask.environment === undefined ? undefined : findEntry(allowlist, ask.action, ask.environment);
  if (entry === undefined || !Object.values(visible).some((entries) => entries.includes(entry))) {
    return refuseUnknown(visible, ask.action, ask.environment);
  }
  const at = new Date(deps.clock.now());
  const [reading, channel, fromChat, guard] = await Promise.all([
    readPerson(deps.team, ask.person, listsToExplain(entry)),
    readUsableChannel(deps.team, ask.channel),
    deps.freezes.current(at),
    refuseGuarded(deps, entry, ask.person),
  ]);
  const known: KnownPeople = { ...reading, groupsOf: 'everybody' };
  const where = { channel, channelId: ask.channel, ...(guard && { guard }) };
  return explainEntry({ allowlist, entry, known, ...where, at, fromChat, parameters: ask.parameters });
}
