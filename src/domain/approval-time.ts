import type { Freeze } from './freeze.ts';
import type { ActionRequest } from './request.ts';

type Timed = Pick<ActionRequest, 'state' | 'heldBy' | 'startedAt' | 'deadline' | 'remindAt'> & {
  readonly asked: { readonly entry: { readonly approval: { readonly expires: number } } };
};

export interface ApprovalTime {
  readonly deadline?: Date;
  readonly remindAt?: Date;
}

/**
 * The deadline and reminder of the approvals when this freeze begins to hold the request, or when none does. Time under
 * a freeze does not count: the whole freeze is added when it begins, and its rest is subtracted if it ends early. The
 * deadline of an approved request does not change.
 */
export function timeUnderFreeze(request: Timed, freeze: Freeze | undefined, now: Date): ApprovalTime {
  const { state, heldBy, startedAt, deadline, remindAt } = request;
  if (state !== 'awaiting_approval' || deadline === undefined) return {};
  const heldUntil = heldBy === undefined ? 0 : Math.min(heldBy.until.getTime(), now.getTime());
  const begins = Math.max(freeze?.from.getTime() ?? 0, startedAt?.getTime() ?? 0, heldUntil);
  const added = freeze === undefined ? 0 : Math.max(0, freeze.until.getTime() - begins);
  const left = heldBy === undefined ? 0 : Math.max(0, heldBy.until.getTime() - now.getTime());
  const owed = heldBy !== undefined && lacksTimeOfFreeze(request) ? lengthFor(request, heldBy) : 0;
  const shift = (at: Date): Date => new Date(at.getTime() + owed + added - left);
  return { deadline: shift(deadline), ...(remindAt === undefined ? {} : { remindAt: shift(remindAt) }) };
}

/** An earlier release held the request and added nothing, so its approvals still end as if there were no freeze. */
export const lacksTimeOfFreeze = ({ heldBy, startedAt, deadline, asked }: Timed): boolean =>
  heldBy !== undefined &&
  startedAt !== undefined &&
  deadline !== undefined &&
  deadline.getTime() <= startedAt.getTime() + asked.entry.approval.expires;

/** The part of the freeze in which the approvals were waited for (milliseconds). */
const lengthFor = ({ startedAt }: Timed, { from, until }: Freeze): number =>
  Math.max(0, until.getTime() - Math.max(from.getTime(), startedAt?.getTime() ?? 0));
