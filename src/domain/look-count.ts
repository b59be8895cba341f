import { ANSWERED_WITHIN } from './owed-work.ts';

/** A look that is made at once after a start, besides those that count. */
export const EXTRA_LOOK = -1;

interface Look {
  /** Which look of the series this one is, from 0. */
  readonly attempt: number;
  /** Looks that were counted; absent while nobody has said that the call got no answer. */
  readonly looksDone: number | undefined;
  readonly creatingSince: Date | undefined;
  readonly now: number;
}

/**
 * Whether a look that found no run counts.
 *
 * - `counts`: it is the next one of the series.
 * - `too_early`: the call may still be answered, so not finding the run means nothing yet.
 * - `extra`: the series is elsewhere in the queue.
 */
export function countLook({ attempt, looksDone, creatingSince, now }: Look): 'counts' | 'too_early' | 'extra' {
  if (attempt === EXTRA_LOOK || attempt < (looksDone ?? 0)) return 'extra';
  return looksDone === undefined && now < answeredBy(creatingSince).getTime() ? 'too_early' : 'counts';
}

/** By then the call that creates the run must have been answered. */
export const answeredBy = (creatingSince: Date | undefined): Date =>
  new Date((creatingSince?.getTime() ?? 0) + ANSWERED_WITHIN);
