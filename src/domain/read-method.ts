/**
 * How the current state of many runs is read. `by_id`: one call a run. `newest`: pages of the organization's workspaces, the
 * one with the newest current run first, until all are seen. `open`: pages of those workspaces alone whose current run is not
 * over; a run that ended has left them, and is read by its id.
 */
export type ReadMethod = 'by_id' | 'newest' | 'open';

/** What one reading of all cost the last time, in calls; `undefined` where that is not known, or long ago. */
export interface PageCosts {
  readonly newest: number | undefined;
  readonly open: number | undefined;
}

/** From this many on they are read together, as they would be due one after the other (runs for each page). */
const WORTH_A_PAGE = 3;

/** The way to read that costs the fewest calls. An unknown number of pages counts as one, since the first page tells it. */
export function chooseReadMethod(moving: number, { newest = 1, open = 1 }: PageCosts): ReadMethod {
  const pages = Math.min(newest, open);
  if (moving < WORTH_A_PAGE * pages) return 'by_id';
  return newest <= open ? 'newest' : 'open';
}
