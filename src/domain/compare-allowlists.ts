import { changeOf, compareGuards, type GuardChange } from './compare-guards.ts';
import { comparePeople, compareRequired, type Effect } from './compare-people.ts';
import { printDuration } from './duration.ts';
import { type Allowlist, approverLists, type Entry, operatorsOf } from './entry.ts';
import type { PlannedFreeze } from './freeze.ts';
import type { PeopleList } from './person.ts';
import { uniteLists } from './resolve-entry.ts';
import { sayChannels, sayEachList, sayPeople, sayRequired } from './say-people.ts';
import { type Sentence, sentence, theTime, type Words } from './sentence.ts';

type Right = 'request' | 'approve' | 'break_glass' | 'operate' | 'see' | 'be_told';

/**
 * A difference between two allowlists. `about` is an entry (`cleanup in prod`) or an environment, and absent for the
 * file.
 */
export type AllowlistChange = { readonly effect: Effect; readonly about?: string } & (
  | { readonly kind: 'entry'; readonly change: 'added' | 'removed'; readonly entry: Entry }
  | { readonly kind: 'right'; readonly change: 'gained' | 'lost'; readonly right: Right; readonly who: PeopleList }
  | ({ readonly kind: 'guard' } & GuardChange)
  | { readonly kind: 'freeze'; readonly change: 'added' | 'removed'; readonly freeze: PlannedFreeze }
);

/**
 * Compares two allowlists by meaning: who gained or lost which right, and which guards became looser or tighter, per
 * entry. Writing the same file differently is not a change. Looser changes come first.
 */
export function compareAllowlists(was: Allowlist, now: Allowlist): readonly AllowlistChange[] {
  const changes = [...compareEntries(was, now), ...compareFiles(was, now)];
  return EFFECTS.flatMap((effect) => changes.filter((change) => change.effect === effect));
}

/** The order in which changes are listed. */
export const EFFECTS = ['looser', 'either', 'tighter', 'neutral'] as const satisfies readonly Effect[];

const nameOf = ({ action, environment }: Entry): string => `${action} in ${environment}`;

function compareEntries(was: Allowlist, now: Allowlist): readonly AllowlistChange[] {
  const [before, after] = [was, now].map(({ entries }) => new Map(entries.map((entry) => [nameOf(entry), entry])));
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  return names.flatMap((about): readonly AllowlistChange[] => {
    const [gone, come] = [before?.get(about), after?.get(about)];
    if (gone !== undefined && come !== undefined) return compareEntry(about, gone, come);
    if (come !== undefined) return [{ kind: 'entry', change: 'added', effect: 'looser', about, entry: come }];
    return gone === undefined ? [] : [{ kind: 'entry', change: 'removed', effect: 'tighter', about, entry: gone }];
  });
}

function compareEntry(about: string, was: Entry, now: Entry): readonly AllowlistChange[] {
  const guard = (change: GuardChange): AllowlistChange => ({ kind: 'guard', about, ...change });
  const required = compareRequired(was.approval.required, now.approval.required);
  const [mustApprove, mustApproveNow] = [was, now].map(({ approval }) => sayRequired(approval.required));
  return [
    ...compareRequesters(about, was, now),
    ...compareApprovers(about, was, now),
    ...compareRight(about, 'break_glass', was.breakGlass, now.breakGlass),
    ...(required === undefined
      ? []
      : [guard({ what: 'must approve', was: mustApprove ?? '', now: mustApproveNow ?? '', effect: required })]),
    ...compareGuards(was, now).map(guard),
    ...compareRight(about, 'see', was.viewers, now.viewers),
    ...compareRight(about, 'be_told', was.notifyFailure, now.notifyFailure).map(
      (change): AllowlistChange => ({ ...change, effect: 'neutral' }),
    ),
  ];
}

const isAnybody = ({ everyone, people, groups }: PeopleList): boolean =>
  everyone || people.length > 0 || groups.length > 0;

/** The changes of one right. Gaining it makes the allowlist looser, losing it tighter. */
function saysRights(
  about: string,
  right: Right,
  { gained, lost }: { readonly gained: PeopleList; readonly lost: PeopleList },
): readonly AllowlistChange[] {
  const changes: AllowlistChange[] = [];
  if (isAnybody(gained)) changes.push({ kind: 'right', change: 'gained', effect: 'looser', about, right, who: gained });
  if (isAnybody(lost)) changes.push({ kind: 'right', change: 'lost', effect: 'tighter', about, right, who: lost });
  return changes;
}

function compareRight(about: string, right: Right, was: PeopleList, now: PeopleList): readonly AllowlistChange[] {
  const change = comparePeople([was], [now]);
  return change === undefined ? [] : saysRights(about, right, change);
}

/** If a person must be in several lists, ids alone do not show who gained, so the lists are included too. */
function compareRequesters(about: string, was: Entry, now: Entry): readonly AllowlistChange[] {
  const change = comparePeople(was.requesters, now.requesters);
  if (change === undefined) return [];
  const [before, after] = [was, now].map(({ requesters }) => sayEachList(requesters));
  const { effect } = change;
  const lists: readonly AllowlistChange[] = change.isWhole
    ? []
    : [{ kind: 'guard', about, what: 'may request', was: before ?? '', now: after ?? '', effect }];
  return [...saysRights(about, 'request', change), ...lists];
}

/** If nobody had to approve before, naming approvers is a tightening, and the reverse. */
function compareApprovers(about: string, was: Entry, now: Entry): readonly AllowlistChange[] {
  const rights = compareRight(about, 'approve', uniteLists(approverLists(was)), uniteLists(approverLists(now)));
  if (was.approval.required.length > 0 && now.approval.required.length > 0) return rights;
  return rights.map((change) => ({ ...change, effect: was.approval.required.length === 0 ? 'tighter' : 'looser' }));
}

function compareFiles(was: Allowlist, now: Allowlist): readonly AllowlistChange[] {
  const environments = [...new Set([...Object.keys(was.operators), ...Object.keys(now.operators)])].sort();
  return [
    ...environments.flatMap((name) => compareRight(name, 'operate', operatorsOf(was, name), operatorsOf(now, name))),
    ...freezesOnlyIn(was, now).map(
      (freeze): AllowlistChange => ({ kind: 'freeze', change: 'removed', effect: 'looser', freeze }),
    ),
    ...freezesOnlyIn(now, was).map(
      (freeze): AllowlistChange => ({ kind: 'freeze', change: 'added', effect: 'tighter', freeze }),
    ),
    ...compareFileKeys(was, now).map((change): AllowlistChange => ({ kind: 'guard', ...change })),
  ];
}

function freezesOnlyIn({ freezes }: Allowlist, other: Allowlist): readonly PlannedFreeze[] {
  const known = new Set(other.freezes.map((freeze) => JSON.stringify(freeze)));
  return freezes.filter((freeze) => !known.has(JSON.stringify(freeze)));
}

function compareFileKeys(was: Allowlist, now: Allowlist): readonly GuardChange[] {
  const channel = (id: string | undefined): Words => (id === undefined ? 'none' : sayChannels([id]));
  const kept = ({ retention }: Allowlist): string => (retention === undefined ? 'for ever' : printDuration(retention));
  const limit = (what: string, of: (limits: Allowlist['limits']) => number): readonly GuardChange[] => {
    const [before, after] = [of(was.limits), of(now.limits)];
    return changeOf(what, `${before}`, `${after}`, after > before ? 'looser' : 'tighter');
  };
  /** Naming a channel for the first time lets nobody do more. */
  const tells = (what: string, of: (file: Allowlist) => string | undefined): readonly GuardChange[] =>
    changeOf(what, channel(of(was)), channel(of(now)), of(was) === undefined ? 'neutral' : 'either');
  return [
    ...limit('limits.open', ({ open }) => open),
    ...limit('limits.commands_per_minute', ({ commandsPerMinute }) => commandsPerMinute),
    ...tells('admin_channel', ({ adminChannel }) => adminChannel),
    ...tells('audit_channel', ({ auditChannel }) => auditChannel),
    ...changeOf('retention', kept(was), kept(now)),
  ];
}

/** Describes an added entry: what it runs, and who may request and must approve it. */
const sayEntry = ({ requesters, approval, workspace, organization, address }: Entry): Sentence =>
  sentence`${address} in ${workspace} (${organization}); may be requested by ${sayEachList(requesters)}; must be approved by ${sayRequired(approval.required)}`;

const DOES: Readonly<Record<Right, string>> = {
  request: 'request',
  approve: 'approve',
  break_glass: 'break glass for',
  operate: 'freeze from chat',
  see: 'see requests of',
  be_told: 'be told of failures of',
};

/** The text of a change, without what it is about. */
export function sayChange(change: AllowlistChange): Sentence {
  switch (change.kind) {
    case 'entry':
      return change.change === 'added'
        ? sentence`New: ${sayEntry(change.entry)}`
        : sentence`Removed: nobody can run it any more`;
    case 'right':
      return sentence`${sayPeople(change.who)} ${change.change === 'gained' ? 'may now' : 'may no longer'} ${DOES[change.right]}`;
    case 'guard':
      return sentence`${change.what}: ${change.was} → ${change.now}`;
    case 'freeze':
      return sentence`Freeze ${change.freeze.name} ${change.change === 'added' ? 'added' : 'removed'} (${sayFreeze(change.freeze)})`;
  }
}

function sayFreeze({ environments, actions, when }: PlannedFreeze): Sentence {
  const where = [actions?.join(', ') ?? 'every action', environments?.join(', ') ?? 'every environment'].join(' in ');
  const time =
    when.kind === 'once'
      ? sentence`from ${theTime(when.from)} until ${theTime(when.until)}`
      : sentence`${when.starts} for ${printDuration(when.lasts)}, ${when.timezone}`;
  return sentence`${where}, ${time}`;
}
