import type { ApprovalLine } from './entry.ts';
import type { ChannelId, PeopleList } from './person.ts';

// Sentences of our own name people, groups and channels by id (`@U…`, `@S…`, `#C…`); whoever shows them makes mentions or
// names of that.

/** Whoever stands in the list. */
export function sayPeople({ everyone, people, groups }: PeopleList): string {
  if (everyone) return 'every full member of the team';
  const ids = [...groups, ...people].map((id) => `@${id}`);
  return ids.length === 0 ? 'nobody' : ids.join(' or ');
}

/** Lists that each must hold. */
export const sayEachList = (lists: readonly PeopleList[]): string =>
  lists.length === 0 ? 'nobody' : lists.map(sayPeople).join(', who also stands among ');

/** Who has to approve. */
export const sayRequired = (lines: readonly ApprovalLine[]): string =>
  lines.length === 0 ? 'nobody' : lines.map(({ from, count }) => `${count} of ${sayPeople(from)}`).join(', and ');

/** `undefined` is any channel. */
export function sayChannels(channels: readonly ChannelId[] | undefined): string {
  if (channels === undefined) return 'any channel';
  return channels.length === 0 ? 'no channel' : channels.map((id) => `#${id}`).join(' or ');
}
