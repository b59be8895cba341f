import type { Changes } from './changes.ts';
import type { Identifiers } from './identifiers.ts';
import type { Person } from './people.ts';

export interface Channel {
  /** `C…` or `G…`, or `D…` for a direct message. */
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly members: ReadonlySet<string>;
  readonly botIsMember: boolean;
  /** Shared with people of another organization through Slack Connect. */
  readonly isExtShared: boolean;
  readonly isPendingExtShared: boolean;
  /** Shared between teams of an Enterprise organization. */
  readonly isOrgShared: boolean;
  readonly isArchived: boolean;
  /** Only some people may post here, and the bot may not. */
  readonly postingRestricted: boolean;
  readonly created: number;
}

type Settable = Omit<Channel, 'id' | 'members' | 'created'> & { readonly members: Iterable<string> };
export type NewChannel = Pick<Channel, 'id'> & Partial<Settable>;
export type ChannelChange = Partial<Settable>;

export interface Channels {
  add(channel: NewChannel): Channel;
  update(id: string, change: ChannelChange): Channel;
  find(id: string): Channel | undefined;
  /** Throws if there is no such channel. */
  get(id: string): Channel;
  /** The direct message between this person and the bot. Opens it if necessary. */
  openDirect(personId: string): Channel;
  readonly all: readonly Channel[];
}

export const isDirect = (channel: Channel): boolean => channel.id.startsWith('D');

/** Full members see every public channel. Everybody else sees only the channels that they are in. */
export function canSee(person: Person, channel: Channel): boolean {
  if (channel.members.has(person.id)) return person.kind !== 'deactivated';
  return !channel.isPrivate && !isDirect(channel) && person.kind === 'member';
}

export function createChannels(now: () => number, identifiers: Identifiers, changes: Changes): Channels {
  const channels = new Map<string, Channel>();
  const keep = (channel: Channel): Channel => {
    channels.set(channel.id, channel);
    changes.notify('channel');
    return channel;
  };
  const get = (id: string): Channel => {
    const channel = channels.get(id);
    if (channel === undefined) throw new Error(`The Slack sandbox has no channel ${id}. Add it with addChannel first.`);
    return channel;
  };
  const add = (channel: NewChannel): Channel => {
    if (!/^[CGD][A-Z0-9]+$/.test(channel.id)) throw new Error(`A channel's id is C…, G… or D…, not ${channel.id}.`);
    if (channels.has(channel.id)) throw new Error(`${channel.id} is in the Slack sandbox already.`);
    return keep({ ...withDefaults(channel), created: Math.floor(now() / 1000) });
  };
  return {
    add,
    update(id, { members, ...change }) {
      return keep({ ...get(id), ...change, ...(members === undefined ? {} : { members: new Set(members) }) });
    },
    find: (id) => channels.get(id),
    get,
    openDirect(personId) {
      const isTheirs = (channel: Channel) => channel.members.size === 1 && channel.members.has(personId);
      const known = [...channels.values()].find((one) => isDirect(one) && one.botIsMember && isTheirs(one));
      return known ?? add({ id: identifiers.id('D'), members: [personId], isPrivate: true, botIsMember: true });
    },
    get all() {
      return [...channels.values()];
    },
  };
}

function withDefaults(channel: NewChannel): Omit<Channel, 'created'> {
  return {
    id: channel.id,
    name: channel.name ?? channel.id.toLowerCase(),
    isPrivate: channel.isPrivate ?? !channel.id.startsWith('C'),
    members: new Set(channel.members ?? []),
    botIsMember: channel.botIsMember ?? true,
    isExtShared: channel.isExtShared ?? false,
    isPendingExtShared: channel.isPendingExtShared ?? false,
    isOrgShared: channel.isOrgShared ?? false,
    isArchived: channel.isArchived ?? false,
    postingRestricted: channel.postingRestricted ?? false,
  };
}
