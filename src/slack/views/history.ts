import type { History } from '../../flows/show-history.ts';
import { sayRequest } from './lists.ts';
import { context, type Message, message, section } from './message.ts';

/** The newest requests first; what else there is, is only said to be there. */
export function renderHistory({ requests, more }: History): Message {
  if (requests.length === 0) {
    const none = 'There are no such requests that you may see.';
    return message(none, [section(none)]);
  }
  return message('History', [
    section('*History*, the newest first'),
    ...requests.map((request) => section(sayRequest(request))),
    more
      ? context(
          `These are the newest ${requests.length}; there are more. Name an action, an environment or a person to see others.`,
        )
      : undefined,
  ]);
}
