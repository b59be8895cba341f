/**
 * How to poll many runs.
 * - `by_id`: one call per run.
 * - `newest`: pages of the organization's workspaces, newest current run first, until all runs are found.
 * - `open`: pages of the workspaces whose current run is not over. A run that has ended is missing there and is polled
 *    by id.
 */
export type ReadMethod = 'by_id' | 'newest' | 'open';

/** What the last sweep cost, in calls. `undefined` if that is unknown or too old. */
export interface PageCosts {
  readonly newest: number | undefined;
  readonly open: number | undefined;
}

/** The number of runs per page from which a sweep is worth it, since they would be due one after the other. */
const WORTH_A_PAGE = 3;

/** The method with the fewest calls. An unknown cost counts as one page, since the first page shows it. */
export function chooseReadMethod(moving: number, { newest = 1, open = 1 }: PageCosts): ReadMethod {
  const pages = Math.min(newest, open);
  if (moving < WORTH_A_PAGE * pages) return 'by_id';
  return newest <= open ? 'newest' : 'open';
}
