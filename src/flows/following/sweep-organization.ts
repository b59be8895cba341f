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
  /** Reports that a reading failed. The next one is due all the same. */
  readonly onError: (error: unknown, requestId?: string) => void;
}

export interface Sweeps {
  /** Starts a sweep if that is cheaper and due. Returns the runs that are due to be read by id. */
  look(runs: readonly WatchedRun[]): readonly WatchedRun[];
  /** Resolves when nothing is in progress any more. */
  done(): Promise<void>;
}

/**
 * How long the cost of a sweep is remembered, and how long until a list that must not be seen is requested again
 * (milliseconds).
 */
const BELIEVED_FOR = 5 * 60_000;
/** If some runs had to be read by id besides, the cost may have been an exception. */
const BELIEVED_WITH_MISSING_FOR = 20_000;
/** How often a pending run behind another one is read by id, since somebody may have ended it (milliseconds). */
const BEHIND = 30_000;
/** Requests moved in parallel. */
const AT_ONCE = 8;
/** A run that was on no page is read by id when its last reading is this old (milliseconds). */
const SLIPS = 8_000;

/** Follows the runs of one organization: by pages of its workspaces, or not at all if reading by id is cheaper. */
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

/** As often as the first run needs it, but no more often than all of them together need it. */
function sweepEvery(runs: readonly WatchedRun[], pages: number): number {
  const shortest = Math.min(...runs.map(({ cadence }) => cadence));
  const together = pages > 1 ? SWEEP_OF_PAGES : SWEEP;
  if (runs.every(({ isCalm }) => !isCalm)) return Math.max(together, shortest);
  return runs.every(({ status }) => status === 'applying') ? SLOW_SWEEP : together;
}

interface PageTaking {
  /** True when every workspace was seen. */
  readonly take: (workspaces: readonly Workspace[], at: number) => boolean;
  /** Resolves when everything new is processed. Returns how many runs have to be read by id besides. */
  readonly end: () => Promise<number>;
}

/** Each page is processed when it arrives, so that its news does not wait for the other pages. */
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
      // A workspace can move from one page to another between two calls. The next sweep finds it.
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

/** The action for a reading, or `undefined` if it does not show the run's state. */
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

/** A pending run behind another one: only a change of the run in front is new. */
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

/** A server that does not include the plan returns only its id. */
const isWhole = ({ plan }: Run): boolean => plan === undefined || plan.status !== undefined;
