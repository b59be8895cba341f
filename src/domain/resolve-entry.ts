import type { ApprovalLine, Entry, EntryGuards, ParameterDefinition } from './entry.ts';
import type { Strictness } from './guard-kinds.ts';
import { GUARD_KEYS, GUARDS, type GuardKey, type GuardValue, guardRow } from './guards.ts';
import { LIST_GUARDS } from './list-guards.ts';
import type { ChannelId, PeopleList } from './person.ts';

/** What one level of the allowlist says, with names turned into ids. Durations are milliseconds. */
export interface Level extends Partial<EntryGuards> {
  readonly organization?: string;
  readonly workspace?: string;
  readonly connection?: string;
  readonly address?: string;
  readonly description?: string;
  readonly requesters?: PeopleList;
  readonly channels?: readonly ChannelId[];
  readonly required?: readonly ApprovalLine[];
  readonly notifyFailure?: PeopleList;
  readonly postTo?: ChannelId;
  readonly viewers?: PeopleList;
  /** An environment says who may; an action can only say that nobody may. */
  readonly breakGlass?: PeopleList | 'none';
}

export type MissingSetting = 'organization' | 'workspace' | 'address' | 'requesters';

export interface EntryToResolve {
  readonly action: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  /** The outermost first. */
  readonly levels: readonly Level[];
  /** The organization that a connection brings along, by the connection's name. */
  readonly connectionOrganizations: ReadonlyMap<string, string>;
}

/**
 * Puts the levels together so that an inner one can only tighten what an outer one says, or says what no entry can do
 * without and no level gives.
 */
export function resolveEntry(toResolve: EntryToResolve): { entry: Entry } | { missing: readonly MissingSetting[] } {
  const { action, environment, parameters, levels } = toResolve;
  const [workspace, address] = [innermost(levels, 'workspace'), innermost(levels, 'address')];
  const organization = organizationOf(toResolve);
  const requesters = spoken(levels, 'requesters');
  const connection = innermost(levels, 'connection');
  const description = innermost(levels, 'description');
  if (organization === undefined || workspace === undefined || address === undefined || requesters.length === 0) {
    const missing: MissingSetting[] = [];
    if (organization === undefined) missing.push('organization');
    if (workspace === undefined) missing.push('workspace');
    if (address === undefined) missing.push('address');
    if (requesters.length === 0) missing.push('requesters');
    return { missing };
  }
  const place = { ...(description && { description }), ...(connection && { connection }), organization, workspace };
  const postTo = innermost(levels, 'postTo');
  const seen = { ...(postTo && { postTo }), viewers: uniteLists(spoken(levels, 'viewers')) };
  const entry = { action, environment, ...place, address, requesters, parameters, ...resolveGuards(levels), ...seen };
  return { entry };
}

type Resolved = Omit<
  Entry,
  | 'action'
  | 'environment'
  | 'description'
  | 'connection'
  | 'organization'
  | 'workspace'
  | 'address'
  | 'requesters'
  | 'parameters'
  | 'postTo'
  | 'viewers'
>;

function resolveGuards(levels: readonly Level[]): Resolved {
  const { expires, allowRequester, ...others } = strictestOfEach(levels);
  return {
    channels: spoken(levels, 'channels'),
    approval: { required: spoken(levels, 'required').flat(), expires, allowRequester },
    ...others,
    notifyFailure: uniteLists(spoken(levels, 'notifyFailure')),
    breakGlass: breakGlassOf(spoken(levels, 'breakGlass')),
  };
}

/** The strictest value of each guard, else its fallback. A guard without either stays absent, so the digest has no key for it. */
function strictestOfEach(levels: readonly Partial<EntryGuards>[]): EntryGuards {
  const strictest = <Key extends GuardKey>(key: Key): GuardValue<Key> | undefined => {
    const { kind, fallback } = guardRow(key);
    const [first, ...others] = spoken(levels, key);
    if (first === undefined) return fallback;
    return others.reduce((least, value) => (kind.isLooser(least, value) ? value : least), first);
  };
  const guards = GUARD_KEYS.map((key) => [key, strictest(key)] as const);
  return Object.fromEntries(guards.filter(([, value]) => value !== undefined)) as Partial<EntryGuards> as EntryGuards;
}

/** One level that says none is enough, wherever it stands. */
const breakGlassOf = (said: readonly (PeopleList | 'none')[]): PeopleList =>
  uniteLists(said.includes('none') ? [] : said.filter((list) => list !== 'none'));

/**
 * A connection's own organization goes before what is said further out than the connection itself: that was meant for
 * another server.
 */
function organizationOf({ levels, connectionOrganizations }: EntryToResolve): string | undefined {
  const named = levels.findLastIndex((level) => level.connection !== undefined);
  const connection = levels[named]?.connection;
  const inside = connection === undefined ? undefined : innermost(levels.slice(named), 'organization');
  const own = connection === undefined ? undefined : connectionOrganizations.get(connection);
  return inside ?? own ?? innermost(levels, 'organization');
}

/** The values of a key from all levels that set it, outermost first. */
const spoken = <Spoken, Key extends keyof Spoken>(
  levels: readonly Spoken[],
  key: Key,
): readonly NonNullable<Spoken[Key]>[] =>
  levels.map((level) => level[key]).filter((value) => value !== undefined && value !== null);

const innermost = <Key extends keyof Level>(levels: readonly Level[], key: Key): NonNullable<Level[Key]> | undefined =>
  spoken(levels, key).at(-1);

/** Everybody who stands in one of the lists. */
export const uniteLists = (lists: readonly PeopleList[]): PeopleList => ({
  everyone: lists.some((list) => list.everyone),
  people: sortedOnce(lists.flatMap((list) => list.people)),
  groups: sortedOnce(lists.flatMap((list) => list.groups)),
});

export const sortedOnce = (ids: readonly string[]): readonly string[] => [...new Set(ids)].sort();

type TightenedKey = GuardKey | keyof typeof LIST_GUARDS;

/** Keys for which an inner level can say more than what holds, and then without any effect. What adds up always has one. */
export const TIGHTENED: {
  readonly [Key in TightenedKey]: { readonly key: string; readonly kind: Strictness<NonNullable<Level[Key]>> };
} = { ...LIST_GUARDS, ...GUARDS };

export const TIGHTENED_KEYS = Object.keys(TIGHTENED) as readonly TightenedKey[];

/** Which of the outer levels makes what the level at `index` says for this key ineffective; `undefined` where none does. */
export function levelThatOutdoes<Key extends TightenedKey>(
  levels: readonly Level[],
  index: number,
  key: Key,
): number | undefined {
  const inner = levels[index]?.[key];
  if (inner === undefined) return undefined;
  const { isLooser } = TIGHTENED[key].kind;
  const found = levels.slice(0, index).findIndex((level) => {
    const outer = level[key];
    return outer !== undefined && isLooser(inner, outer);
  });
  return found === -1 ? undefined : found;
}
