import type { ApprovalLine } from './entry.ts';
import type { ChannelId, PeopleList } from './person.ts';
import { joinSentences, namesIn, type Sentence, sentence, theChannel } from './sentence.ts';

/** The people and groups of a list. */
export function sayPeople(list: PeopleList): Sentence {
  if (list.everyone) return sentence`every full member of the team`;
  const names = namesIn(list);
  return names.length === 0 ? sentence`nobody` : joinSentences(names, ' or ');
}

/** Lists that a person must all be in. */
export const sayEachList = (lists: readonly PeopleList[]): Sentence =>
  lists.length === 0 ? sentence`nobody` : joinSentences(lists.map(sayPeople), ', and also in ');

/** The required approvals. */
export const sayRequired = (lines: readonly ApprovalLine[]): Sentence =>
  lines.length === 0
    ? sentence`nobody`
    : joinSentences(
        lines.map(({ from, count }) => sentence`${count} of ${sayPeople(from)}`),
        ', and ',
      );

/** The channels of a list; `undefined` is any channel. */
export function sayChannels(channels: readonly ChannelId[] | undefined): Sentence {
  if (channels === undefined) return sentence`any channel`;
  const named = channels.map((id) => [theChannel(id)]);
  return named.length === 0 ? sentence`no channel` : joinSentences(named, ' or ');
}
