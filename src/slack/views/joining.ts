import type { Joining } from '../../domain/joining.ts';
import { nameOf } from './entry-words.ts';
import { type Message, message, section } from './message.ts';
import { linkTo, mentionChannel, mentionPerson } from './mrkdwn.ts';
import { STATE_WORDS } from './state-words.ts';

/** The private answer to somebody who asked for exactly what is already open. */
export function renderJoining({ joins, person }: Joining): Message {
  const own = joins.requester === person;
  const who = own ? 'You' : mentionPerson(joins.requester);
  const text = [
    `${who} already asked for exactly this: ${nameOf(joins.asked.entry)}, *${STATE_WORDS[joins.state]}*. It won't run twice.`,
    sayWhere(joins),
    ...(own || joins.channel.startsWith('D') ? [] : ['You are mentioned in its thread when it ends.']),
  ].join(' ');
  return message(text, [section(text)]);
}

function sayWhere({ permalink, channel }: Joining['joins']): string {
  if (channel.startsWith('D')) return 'It is in a direct message. Follow it with `/tf-action status`.';
  return permalink === undefined
    ? `Its request message is in ${mentionChannel(channel)}.`
    : `Follow it in ${linkTo(permalink, 'its request message')}.`;
}
