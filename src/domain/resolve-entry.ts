import { APPLY_MODES, type ApplyMode, type ApprovalLine, type Entry, type ParameterDefinition } from './entry.ts';
import type { ChannelId, PeopleList } from './person.ts';

/** What one level of the allowlist says, with names turned into ids. Durations are milliseconds. */
export interface Level {
  readonly organization?: string;
  readonly workspace?: string;
  readonly connection?: string;
  readonly address?: string;
  readonly description?: string;
  readonly requesters?: PeopleList;
  readonly channels?: readonly ChannelId[];
  readonly required?: readonly ApprovalLine[];
  readonly expires?: number;
  readonly allowRequester?: boolean;
  readonly apply?: ApplyMode;
  readonly maxInvocations?: number;
  readonly startWithin?: number;
  readonly confirmWithin?: number;
  readonly notifyFailure?: PeopleList;
  readonly cooldown?: number;
  readonly maxOpen?: number;
  readonly preview?: boolean;
  readonly postTo?: ChannelId;
  readonly viewers?: PeopleList;
  /** An environment says who may; an action can only say that nobody may. */
  readonly breakGlass?: PeopleList | 'none';
}

/** What holds where no level speaks. A level that speaks may well be looser than these. */
export const DEFAULTS = {
  expires: 3_600_000,
  startWithin: 3_600_000,
  confirmWithin: 900_000,
  maxInvocations: 1,
  allowRequester: false,
  apply: 'automatic',
} as const satisfies Partial<Level>;

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
  const allowed = spoken(levels, 'allowRequester');
  const [cooldowns, mostOpen] = [spoken(levels, 'cooldown'), spoken(levels, 'maxOpen')];
  return {
    channels: spoken(levels, 'channels'),
    approval: {
      required: spoken(levels, 'required').flat(),
      expires: least(levels, 'expires'),
      allowRequester: allowed.length === 0 ? DEFAULTS.allowRequester : allowed.every((value) => value),
    },
    apply: tightest(spoken(levels, 'apply')),
    maxInvocations: least(levels, 'maxInvocations'),
    startWithin: least(levels, 'startWithin'),
    confirmWithin: least(levels, 'confirmWithin'),
    notifyFailure: uniteLists(spoken(levels, 'notifyFailure')),
    ...(cooldowns.length > 0 && { cooldown: Math.max(...cooldowns) }),
    ...(mostOpen.length > 0 && { maxOpen: Math.min(...mostOpen) }),
    preview: spoken(levels, 'preview').includes(true),
    breakGlass: breakGlassOf(spoken(levels, 'breakGlass')),
  };
}

/** One level that says none is enough, wherever it stands. */
const breakGlassOf = (said: readonly (PeopleList | 'none')[]): PeopleList =>
  uniteLists(said.includes('none') ? [] : said.filter((list) => list !== 'none'));

const tightest = (modes: readonly ApplyMode[]): ApplyMode =>
  APPLY_MODES.findLast((mode) => modes.includes(mode)) ?? DEFAULTS.apply;

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

/** What the levels say for a key, the outermost first, without those that say nothing. */
const spoken = <Key extends keyof Level>(levels: readonly Level[], key: Key): readonly NonNullable<Level[Key]>[] =>
  levels.map((level) => level[key]).filter((value) => value !== undefined && value !== null);

const innermost = <Key extends keyof Level>(levels: readonly Level[], key: Key): NonNullable<Level[Key]> | undefined =>
  spoken(levels, key).at(-1);

function least(levels: readonly Level[], key: 'expires' | 'maxInvocations' | 'startWithin' | 'confirmWithin'): number {
  const values = spoken(levels, key);
  return values.length === 0 ? DEFAULTS[key] : Math.min(...values);
}

/** Everybody who stands in one of the lists. */
export const uniteLists = (lists: readonly PeopleList[]): PeopleList => ({
  everyone: lists.some((list) => list.everyone),
  people: sortedOnce(lists.flatMap((list) => list.people)),
  groups: sortedOnce(lists.flatMap((list) => list.groups)),
});

export const sortedOnce = (ids: readonly string[]): readonly string[] => [...new Set(ids)].sort();

type Guard =
  | 'requesters'
  | 'channels'
  | 'expires'
  | 'allowRequester'
  | 'apply'
  | 'maxInvocations'
  | 'startWithin'
  | 'confirmWithin'
  | 'cooldown'
  | 'maxOpen'
  | 'preview';

/**
 * The guards for which an inner level can say more than what holds, each with whether `inner` is looser than `outer`, and
 * then without any effect. What adds up (`required`) always has one; an equal value is no surprise to anybody.
 */
const IS_LOOSER: {
  readonly [Key in Guard]: (inner: NonNullable<Level[Key]>, outer: NonNullable<Level[Key]>) => boolean;
} = {
  requesters: (inner, outer) => holdsAll(inner, outer) && !holdsAll(outer, inner),
  channels: (inner, outer) => outer.every((id) => inner.includes(id)) && !inner.every((id) => outer.includes(id)),
  expires: (inner, outer) => inner > outer,
  allowRequester: (inner, outer) => inner && !outer,
  apply: (inner, outer) => APPLY_MODES.indexOf(inner) < APPLY_MODES.indexOf(outer),
  maxInvocations: (inner, outer) => inner > outer,
  startWithin: (inner, outer) => inner > outer,
  confirmWithin: (inner, outer) => inner > outer,
  cooldown: (inner, outer) => inner < outer,
  maxOpen: (inner, outer) => inner > outer,
  preview: (inner, outer) => !inner && outer,
};

export const GUARDS = Object.keys(IS_LOOSER) as readonly Guard[];

/** Whether everybody of the other list stands in this one, as far as ids tell without asking Slack. */
export const holdsAll = (list: PeopleList, other: PeopleList): boolean =>
  list.everyone ||
  (!other.everyone &&
    other.people.every((id) => list.people.includes(id)) &&
    other.groups.every((id) => list.groups.includes(id)));

/** Which of the outer levels makes what the level at `index` says for this guard ineffective; `undefined` where none does. */
export function levelThatOutdoes(levels: readonly Level[], index: number, guard: Guard): number | undefined {
  const outdone = <Key extends Guard>(key: Key): number => {
    const inner = levels[index]?.[key];
    if (inner === undefined || inner === null) return -1;
    return levels.slice(0, index).findIndex((level) => {
      const outer = level[key];
      return outer !== undefined && outer !== null && IS_LOOSER[key](inner, outer);
    });
  };
  const found = outdone(guard);
  return found === -1 ? undefined : found;
}
