import type { History } from '../../domain/history-words.ts';
import { listWhole } from './list-whole.ts';
import { context, type Message, message, section } from './message.ts';
import { sayRequest } from './request-list.ts';

/** The newest requests first. If there are more, it says how to narrow the search. */
export function renderHistory({ requests, more }: History): Message {
  if (requests.length === 0) {
    const none = 'No matching requests that you can see.';
    return message(none, [section(none)]);
  }
  const some = `Showing the newest ${requests.length}. To see others, name an action, an environment or a person.`;
  return listWhole({
    text: 'History',
    before: [section('*History*, the newest first')],
    lines: requests,
    draw: (shown) => shown.map((request) => section(sayRequest(request))),
    after: more ? [context(some)] : [],
  });
}
