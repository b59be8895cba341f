import { type Message, message } from './message.ts';

/** Combines replies into one post, in order. */
export const together = (replies: readonly Message[]): Message => {
  const [only] = replies;
  if (only !== undefined && replies.length === 1) return only;
  return message(
    replies.map(({ text }) => text).join('\n'),
    replies.flatMap(({ blocks }) => blocks),
  );
};
