import type { ChannelId, PersonId } from '../../domain/person.ts';
import { type Message, message, section } from './message.ts';
import { mentionChannel, mentionList, mentionPerson } from './mrkdwn.ts';

type WhatIsRead =
  | { readonly person: PersonId; readonly isSelf: boolean }
  | { readonly groups: readonly string[] }
  | { readonly channel: ChannelId };

/** The most user groups to name. */
const NAMED = 3;

/** What the bot asked Slack, such as `who is in @sre`. */
export function sayWhatIsRead(what: WhatIsRead): string {
  if ('channel' in what) return `who is in ${mentionChannel(what.channel)}`;
  if ('person' in what) return what.isSelf ? 'who you are' : `who ${mentionPerson(what.person)} is`;
  const { groups } = what;
  return groups.length === 0 || groups.length > NAMED
    ? "who is in the allowlist's user groups"
    : `who is in ${mentionList({ everyone: false, people: [], groups })}`;
}

/** Tells a person that Slack is slow. `what` is the button's label or a word for what was sent. */
export function renderStillWaiting(what: string, whatIsRead: string): Message {
  const text = `Slack has not said yet ${whatIsRead}. Your ${what} waits for that, up to 20 seconds.`;
  return message(text, [section(text)]);
}

export function renderCounts(what: string): Message {
  const text = `Slack has answered, and your ${what} counts. The request message shows what comes next.`;
  return message(text, [section(text)]);
}
