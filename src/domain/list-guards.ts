import type { Strictness } from './guard-kinds.ts';
import { type ChannelId, holdsAll, type PeopleList } from './person.ts';

/** A guard that is a list. Each level's list stays beside the others, and every one of them has to hold. */
interface ListGuardRow<List> {
  readonly key: string;
  readonly kind: Strictness<List>;
  readonly text: string;
  readonly example: readonly string[];
}

export const LIST_GUARDS = {
  requesters: {
    key: 'requesters',
    kind: {
      isLooser: (one, other) => holdsAll(one, other) && !holdsAll(other, one),
      levels: 'A person must be in the list of every level that has one.',
    },
    text: 'Who can ask. `everyone` means every full member of the Slack team. Every entry needs at least one level with requesters.',
    example: ['devs', 'sre'],
  },
  channels: {
    key: 'channels',
    kind: {
      isLooser: (one, other) => other.every((id) => one.includes(id)) && !one.every((id) => other.includes(id)),
      levels: 'A channel must be in the list of every level that has one.',
    },
    text: 'The Slack channels in which people can ask. Absent everywhere: any channel of the team.',
    example: ['prod-ops'],
  },
} as const satisfies {
  readonly requesters: ListGuardRow<PeopleList>;
  readonly channels: ListGuardRow<readonly ChannelId[]>;
};
