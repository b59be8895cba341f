import pLimit from 'p-limit';
import { SLOW_SWEEP, SWEEP, SWEEP_OF_PAGES } from '../../domain/cadence.ts';
import { chooseReadMethod, type ReadMethod } from '../../domain/read-method.ts';
import { type Run, shownOf, type Workspace } from '../../domain/run.ts';
import { isFinal, phaseOf } from '../../domain/run-status.ts';
import type { WorkspaceOrder } from '../ports/hcp-terraform.ts';
import { trackOutage } from '../waiting/track-outage.ts';
import { explainBlock } from './explain-block.ts';
import { MOST_MOVING } from './follow-progress.ts';
import { type FollowDeps, followRun } from './follow-run.ts';
import { readOrganization } from './read-organization.ts';
import type { WatchedRun } from './watched-runs.ts';

export interface SweepDeps extends FollowDeps {
  /** Says what went wrong with one reading; the next one is due all the same. */
  readonly onError: (error: unknown, requestId?: string) => void;
}

export interface Sweeps {
  /** Begins to read all by pages where that is cheaper and due; gives those that are due to be read by their ids. */
  look(runs: readonly WatchedRun[]): readonly WatchedRun[];
  /** Resolves once nothing is under way any more. */
  done(): Promise<void>;
}

/** What a sweep cost is believed for so long (milliseconds); a list that is not shown is asked for again after it. */
const BELIEVED_FOR = 5 * 60_000;
/** What it cost to read some by their ids besides may have been a coincidence. */
const BELIEVED_WITH_MISSING_FOR = 20_000;
/** A pending run that waits behind another is looked at by its id this often: somebody may have ended it (milliseconds). */
const BEHIND = 30_000;
/** So many requests are moved at the same time. */
const AT_ONCE = 8;
/** A run that no page had is read by its id once its last reading is so old (milliseconds). */
const SLIPS = 8_000;

/** Reads the runs of one organization that are followed: by pages of its workspaces, or not at all where ids are cheaper. */
export function sweepOrganization(deps: SweepDeps): Sweeps {
  const { clock } = deps;
  const costs = new Map<WorkspaceOrder, { readonly calls: number; readonly pages: number; readonly until: number }>();
  let under: Promise<void> | undefined;
  let began = Number.NEGATIVE_INFINITY;

  const costOf = (order: WorkspaceOrder): number | undefined => {
    const cost = costs.get(order);
    return cost === undefined || clock.now() > cost.until ? undefined : cost.calls;
  };

  async function sweep(order: WorkspaceOrder, runs: readonly WatchedRun[]): Promise<void> {
    const [{ connection, organization } = { connection: undefined, organization: '' }] = runs;
    const at = clock.now();
    const taking = takePages(deps, runs);
    const usual = costs.get(order)?.pages ?? 1;
    try {
      const pages = await readOrganization(deps, { connection, organization, order, usual, take: taking.take });
      const missing = await taking.end();
      const calls = pages === undefined ? Number.POSITIVE_INFINITY : pages + missing;
      const believed = missing > 0 ? BELIEVED_WITH_MISSING_FOR : BELIEVED_FOR;
      costs.set(order, { pages: pages ?? 1, calls, until: at + believed });
    } catch (error) {
      deps.onError(error);
      const turns = pLimit(AT_ONCE);
      const current = runs.filter(({ isAway }) => !isAway);
      await Promise.all(current.map((run) => turns(() => noteAway(deps, run, error, at).catch(() => undefined))));
    }
  }

  return {
    look(runs) {
      const now = clock.now();
      const own = runs.filter(({ isPreview }) => !isPreview);
      const way: ReadMethod = chooseReadMethod(own.length, { newest: costOf('newest'), open: costOf('open') });
      if (way === 'by_id') return runs.filter((run) => isDue(run, now));
      if (under === undefined && now - began >= sweepEvery(own, costs.get(way)?.pages ?? 1)) {
        began = now;
        under = sweep(way, own).finally(() => {
          under = undefined;
        });
      }
      return runs.filter((run) => run.isMissing || (run.isPreview && isDue(run, now)));
    },
    done: async () => under,
  };
}

const isDue = ({ readAt, cadence, isMissing }: WatchedRun, now: number): boolean =>
  isMissing || now - readAt >= cadence;

/** As often as the first of them needs it, but no oftener than all need it together. */
function sweepEvery(runs: readonly WatchedRun[], pages: number): number {
  const shortest = Math.min(...runs.map(({ cadence }) => cadence));
  const together = pages > 1 ? SWEEP_OF_PAGES : SWEEP;
  if (runs.every(({ isCalm }) => !isCalm)) return Math.max(together, shortest);
  return runs.every(({ status }) => status === 'applying') ? SLOW_SWEEP : together;
}

interface PageTaking {
  /** True once every workspace was seen. */
  readonly take: (workspaces: readonly Workspace[], at: number) => boolean;
  /** Resolves once all that was news is dealt with, and gives how many have to be read by their ids besides. */
  readonly end: () => Promise<number>;
}

/** What the pages say of each run is dealt with as they come, so that the news of the first waits for no other. */
function takePages(deps: SweepDeps, runs: readonly WatchedRun[]): PageTaking {
  const withProgress = (run: WatchedRun): boolean => run.hasProgress && runs.length <= MOST_MOVING;
  const unseen = new Set(runs);
  const byWorkspace = new Map<string, WatchedRun[]>();
  for (const run of runs) byWorkspace.set(run.workspaceId, [...(byWorkspace.get(run.workspaceId) ?? []), run]);
  const turns = pLimit(AT_ONCE);
  const dealing: Promise<unknown>[] = [];
  const began = deps.clock.now();
  let missing = 0;
  const miss = (run: WatchedRun): void => {
    run.isMissing = true;
    missing += 1;
  };
  const take = (run: WatchedRun, workspace: Workspace, at: number): void => {
    if (!unseen.delete(run)) return;
    const told = tellOf(deps, run, workspace, { at, withProgress });
    if (told === undefined) {
      miss(run);
      return;
    }
    run.readAt = at;
    if (told !== 'nothing') {
      dealing.push(turns(() => told().catch((error: unknown) => deps.onError(error, run.requestId))));
    }
  };
  return {
    take(workspaces, at) {
      for (const workspace of workspaces) {
        for (const run of byWorkspace.get(workspace.id) ?? []) take(run, workspace, at);
      }
      return unseen.size === 0;
    },
    async end() {
      // A workspace can slip from one page to another between the two readings; the next sweep has it.
      for (const run of unseen) if (began - run.readAt > SLIPS) miss(run);
      await Promise.all(dealing);
      return missing;
    },
  };
}

interface TellParts {
  /** When the reading began (milliseconds). */
  readonly at: number;
  readonly withProgress: (run: WatchedRun) => boolean;
}

/** What is to be done with the reading, or `undefined` where it does not tell how the run is. */
function tellOf(
  deps: SweepDeps,
  run: WatchedRun,
  workspace: Workspace,
  { at, withProgress }: TellParts,
): (() => Promise<unknown>) | 'nothing' | undefined {
  const { requestId } = run;
  if (workspace.currentRunId !== run.runId)
    return run.isPending && run.isPlain ? tellOfInFront(deps, run, workspace, at) : undefined;
  const current = workspace.currentRun;
  if (current === undefined || !isWhole(current)) return undefined;
  if (run.isCalm && !withProgress(run) && shownOf(current) === run.shown) return 'nothing';
  const step = (): Promise<unknown> => followRun(deps, requestId, { run: current, workspace, at });
  if (run.isAway) return () => trackOutage(deps, requestId, step);
  return () => step().catch((error: unknown) => noteAway(deps, run, error, at));
}

const noteAway = (deps: SweepDeps, { requestId }: WatchedRun, error: unknown, since: number): Promise<void> =>
  trackOutage(deps, requestId, () => Promise.reject(error), new Date(since));

/** A pending run that another one is in front of: only what is in front is news. */
function tellOfInFront(
  deps: SweepDeps,
  run: WatchedRun,
  workspace: Workspace,
  at: number,
): (() => Promise<unknown>) | 'nothing' | undefined {
  if (at - run.readByIdAt >= BEHIND) return undefined;
  const { currentRunId, currentRun } = workspace;
  const inFront = [currentRunId, currentRun?.status, currentRun?.actions.confirmable].join(' ');
  const isOver = isFinal(phaseOf(currentRun?.status ?? ''));
  if (run.inFront === inFront || isOver) return 'nothing';
  return async () => {
    const request = await deps.requests.find(run.requestId);
    if (request?.state === 'running') await explainBlock(deps, request, workspace);
    run.inFront = inFront;
  };
}

/** A server that does not include the plan gives no more than its id. */
const isWhole = ({ plan }: Run): boolean => plan === undefined || plan.status !== undefined;
