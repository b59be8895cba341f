import { ANSWERED_WITHIN } from './owed-work.ts';

/** The attempt of an immediate search after a start, which does not count. */
export const EXTRA_LOOK = -1;

interface Look {
  /** The number of this search in the series, from 0. */
  readonly attempt: number;
  /** Searches that counted. Absent until the call is known to have got no answer. */
  readonly looksDone: number | undefined;
  readonly creatingSince: Date | undefined;
  readonly now: number;
}

/**
 * Decides whether a search that found no run counts.
 * - `counts`: it is the next one of the series.
 * - `too_early`: the call may still be answered, so finding no run proves nothing yet.
 * - `extra`: another job continues the series.
 */
export function countLook({ attempt, looksDone, creatingSince, now }: Look): 'counts' | 'too_early' | 'extra' {
  if (attempt === EXTRA_LOOK || attempt < (looksDone ?? 0)) return 'extra';
  return looksDone === undefined && now < answeredBy(creatingSince).getTime() ? 'too_early' : 'counts';
}

/** When the call that creates the run has been answered or has failed. */
export const answeredBy = (creatingSince: Date | undefined): Date =>
  new Date((creatingSince?.getTime() ?? 0) + ANSWERED_WITHIN);
