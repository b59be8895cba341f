import type { Joining } from '../../domain/joining.ts';
import { nameOf } from './entry-words.ts';
import { type Message, message, section } from './message.ts';
import { linkTo, mentionChannel, mentionPerson } from './mrkdwn.ts';
import { STATE_WORDS } from './state-words.ts';

/** Said privately to somebody who asked for what is asked for already. */
export function renderJoining({ joins, person }: Joining): Message {
  const own = joins.requester === person;
  const who = own ? 'You' : mentionPerson(joins.requester);
  const text = [
    `${who} asked for exactly this already: ${nameOf(joins.asked.entry)}, *${STATE_WORDS[joins.state]}*. It is not run twice.`,
    sayWhere(joins),
    ...(own || joins.channel.startsWith('D') ? [] : ['You are mentioned in its thread when it ends.']),
  ].join(' ');
  return message(text, [section(text)]);
}

function sayWhere({ permalink, channel }: Joining['joins']): string {
  if (channel.startsWith('D')) return 'It stands in a direct message; `/tf-action status` shows how it goes.';
  return permalink === undefined
    ? `Its request message stands in ${mentionChannel(channel)}.`
    : `${linkTo(permalink, 'Its request message')} shows how it goes.`;
}
