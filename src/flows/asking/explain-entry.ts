import { refuseUnapprovable } from '../../domain/approvable.ts';
import { countApprovals, isApproved } from '../../domain/approval.ts';
import { BUTTONS } from '../../domain/buttons.ts';
import { type Allowlist, approverLists, type Entry, type EntryOrigins, operatorsOf } from '../../domain/entry.ts';
import { type FreezeOfEntry, freezeOf } from '../../domain/explain-freeze.ts';
import type { ExplainedLine, ExplainedList, Explanation, StandsIn } from '../../domain/explanation.ts';
import type { ChatFreeze } from '../../domain/freeze.ts';
import { readParameters } from '../../domain/parameters.ts';
import {
  findInList,
  idsOf,
  type PeopleList,
  type PersonId,
  type Standing,
  type UserGroups,
} from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import { breaksGlassThrough, listsOf, type PersonReading, refuseRequesting } from '../../domain/rights.ts';
import { refuseUnshown } from '../../domain/shown-whole.ts';
import { refuseUnseen } from '../guarding/check-channels.ts';
import { type GuardDeps, refuseGuarded } from '../guarding/check-guards.ts';
import { refuseFrozen } from '../guarding/find-freeze.ts';
import { readPerson } from '../guarding/read-rights.ts';
import type { Channel } from '../ports/slack-team.ts';
import { type JudgeDeps, type Judgement, judgeAsking, refuseChannel } from './judge-asking.ts';
import { findToldEntry } from './list-entries.ts';

/** What is known about this person and about others. */
export interface KnownPeople {
  readonly standing: Standing;
  readonly groups: UserGroups | undefined;
  /** Whose membership of user groups is known: everybody's, if Slack was asked. */
  readonly groupsOf: 'everybody' | 'the_person' | 'nobody';
}

export interface Question {
  readonly allowlist: Allowlist;
  readonly entry: Entry;
  readonly known: KnownPeople;
  /** Absent: any channel. A refusal is the reason why nobody can ask there. */
  readonly channel?: Channel | Refusal;
  /** The channel's id, also if Slack refuses it. */
  readonly channelId?: string;
  readonly at: Date;
  /** Freezes from chat, if they are known. */
  readonly fromChat: readonly ChatFreeze[];
  /** Checked only if parameters are given; otherwise the explanation lists them. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What asking itself would answer, if everything could be read. */
  readonly judged?: Pick<Judgement, 'refusals' | 'onlyGlass'>;
}

/** The lists that decide what a person may do with the entry. */
export const listsToExplain = (allowlist: Allowlist, entry: Entry): readonly PeopleList[] => [
  ...listsOf(entry),
  operatorsOf(allowlist, entry.environment),
];

/** Explains with the rules that also decide, so that the two never disagree. */
export function explainEntry(question: Question): Explanation {
  const { allowlist, entry, known, at, fromChat, judged } = question;
  const { standing } = known;
  const freeze = freezeOf({ planned: allowlist.freezes, fromChat }, entry, at);
  const origins = allowlist.origins.find(
    ({ action, environment }) => action === entry.action && environment === entry.environment,
  );
  const approvals = explainApprovals(entry, origins, known);
  const { refusals, onlyGlass, isKnown } =
    judged === undefined ? judgeByFile(question, freeze, approvals) : { ...judged, isKnown: true };
  return {
    ...{ entry, person: standing.id, onlyGlass, freeze, refusals },
    answer: refusals.length + onlyGlass.length > 0 ? 'refused' : isKnown ? 'allowed' : 'unknown',
    requesters: explainRequesters(entry, origins, known),
    channels: entry.channels.map((channels, index) => ({ level: origins?.channels[index] ?? '', channels })),
    ...approvals,
    approves: standsIn(unite(approverLists(entry)), known),
    breaksGlass: standsIn(entry.breakGlass, known),
    freezes: standsIn(operatorsOf(allowlist, entry.environment), known),
  };
}

/** What the file and the little that is known refuse, if the services could not be asked. */
function judgeByFile(
  question: Question,
  freeze: FreezeOfEntry | undefined,
  { required, canBeApproved }: Pick<Explanation, 'required' | 'canBeApproved'>,
) {
  const { entry, known } = question;
  const { standing } = known;
  const refusals = refusalsOf(question, { standing, groups: known.groups });
  const inAll = { standing, groups: known.groupsOf === 'nobody' ? inEveryGroup(entry, standing.id) : known.groups };
  const refusedAnyway = refusalsOf(question, inAll);
  const short = required.filter(({ people, line }) => people.length < line.count);
  const missing = (short.length > 0 ? short : required).map(({ line }) => line);
  const unlessGlass = [
    ...(canBeApproved === false ? [refuseUnapprovable(entry, missing)] : []),
    ...(freeze?.holds === true ? [refuseFrozen(entry, freeze.freeze)] : []),
  ];
  const glass = breaksGlassThrough(entry, { standing, groups: known.groups }) !== undefined;
  return {
    refusals: glass ? refusedAnyway : [...refusedAnyway, ...unlessGlass],
    onlyGlass: glass ? unlessGlass : [],
    isKnown: refusals.length === 0,
  };
}

/** Assumes that the person is in every group of the entry. What is refused even then is certainly refused. */
const inEveryGroup = (entry: Entry, person: PersonId): UserGroups => ({
  readAt: new Date(0),
  members: new Map(listsOf(entry).flatMap(({ groups }) => groups.map((id) => [id, new Set([person])] as const))),
});

function refusalsOf({ entry, channel, channelId, parameters }: Question, reading: PersonReading): readonly Refusal[] {
  const ofParameters = parameters.size === 0 ? undefined : readParameters(entry.parameters, parameters);
  return [
    refuseRequesting(entry, reading),
    channelId === undefined ? undefined : refuseChannel(entry, channelId),
    channel instanceof Refusal || channel === undefined ? channel : unlessPosted(entry, channel),
    ofParameters === undefined || ofParameters instanceof Refusal
      ? ofParameters
      : refuseUnshown({ ...entry, workspaceName: entry.workspace }, ofParameters.values),
  ].filter((refusal) => refusal instanceof Refusal);
}

/** With `post_to` the request message is posted elsewhere, where others see it. */
const unlessPosted = (entry: Entry, channel: Channel): Refusal | undefined =>
  entry.postTo === undefined ? refuseUnseen(entry, channel) : undefined;

const unite = (lists: readonly PeopleList[]): PeopleList => ({
  everyone: lists.some(({ everyone }) => everyone),
  people: lists.flatMap(({ people }) => people),
  groups: lists.flatMap(({ groups }) => groups),
});

function standsIn(list: PeopleList, { standing, groups, groupsOf }: KnownPeople): StandsIn {
  if (standing.outside !== undefined) return 'not';
  const through = findInList(list, idsOf(standing), groups);
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

/** Other people are assumed to be full members. Slack is asked about each of them when they click. */
function explainApprovals(
  entry: Entry,
  origins: EntryOrigins | undefined,
  { standing, groups, groupsOf }: KnownPeople,
): Pick<Explanation, 'required' | 'canBeApproved'> {
  const known = groupsOf === 'everybody' ? groups : undefined;
  const mayApprove = (id: PersonId): boolean =>
    BUTTONS.approve.refuse({
      entry,
      requester: idsOf(standing),
      reading: { standing: { id, name: id, outside: undefined }, groups: known },
    }) === undefined;
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
  /** Words that are neither names nor parameters. */
  readonly stray?: readonly string[];
}

/** For the person themselves, and only about entries that they may know of. */
export async function explainToPerson(deps: JudgeDeps & GuardDeps, ask: ExplainAsk): Promise<Explanation | Refusal> {
  const entry = await findToldEntry(deps, ask.person, ask);
  if (entry instanceof Refusal) return entry;
  const at = new Date(deps.clock.now());
  const { parameters, stray = [], person } = ask;
  const judgesParameters = parameters.size + stray.length > 0;
  const asking = { entry, person, channel: ask.channel, ...(judgesParameters ? { parameters, stray } : {}) };
  const [judged, reading, fromChat, guard] = await Promise.all([
    judgeAsking(deps, asking, 'end'),
    readPerson(deps.team, person, listsToExplain(deps.allowlist(), entry)),
    deps.freezes.current(at),
    refuseGuarded(deps, entry, person),
  ]);
  const refusals = [...judged.refusals, ...(guard === undefined ? [] : [guard])];
  return explainEntry({
    ...{ allowlist: deps.allowlist(), entry, at, fromChat, parameters },
    known: { ...reading, groupsOf: 'everybody' },
    judged: { refusals, onlyGlass: judged.onlyGlass },
  });
}
