import type { Due } from '../ports/request-store.ts';

/** A time limit that starts now: its deadline, the reminder halfway through, and the work for both. */
export function setDeadline(
  now: number,
  milliseconds: number,
): { readonly change: { readonly deadline: Date; readonly remindAt: Date }; readonly due: readonly Due[] } {
  const change = { deadline: new Date(now + milliseconds), remindAt: new Date(now + milliseconds / 2) };
  return {
    change,
    due: [
      { work: 'expire_request', at: change.deadline },
      { work: 'remind_request', at: change.remindAt },
    ],
  };
}
