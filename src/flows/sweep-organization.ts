import { SLOW_SWEEP, SWEEP } from '../domain/cadence.ts';
import { chooseWayToRead, type WayToRead } from '../domain/cheapest-read.ts';
import { type Run, shownOf, type Workspace } from '../domain/run.ts';
import { explainBlock } from './explain-block.ts';
import { MOST_MOVING } from './follow-progress.ts';
import { type FollowDeps, followRun } from './follow-run.ts';
import type { WorkspaceOrder } from './hcp-terraform.ts';
import { whileAway } from './note-away.ts';
import { type OrganizationReading, readOrganization } from './read-organization.ts';
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
const BELIEVED_FOR = 60_000;
/** A pending run that waits behind another is looked at by its id this often: somebody may have ended it (milliseconds). */
const BEHIND = 30_000;
/** So many requests are moved at the same time. */
const AT_ONCE = 8;

/** Reads the runs of one organization that are followed: by pages of its workspaces, or not at all where ids are cheaper. */
export function sweepOrganization(deps: SweepDeps): Sweeps {
  const { clock } = deps;
  const costs = new Map<WorkspaceOrder, { readonly calls: number; readonly pages: number; readonly at: number }>();
  let under: Promise<void> | undefined;
  let began = Number.NEGATIVE_INFINITY;

  const costOf = (order: WorkspaceOrder): number | undefined => {
    const cost = costs.get(order);
    return cost === undefined || clock.now() - cost.at > BELIEVED_FOR ? undefined : cost.calls;
  };

  async function sweep(order: WorkspaceOrder, runs: readonly WatchedRun[]): Promise<void> {
    const [{ connection, organization } = { connection: undefined, organization: '' }] = runs;
    const at = clock.now();
    const wanted = new Set(runs.map(({ workspaceId }) => workspaceId));
    const where = { organization, ...(connection === undefined ? {} : { connection }) };
    const usual = costs.get(order)?.pages ?? 1;
    try {
      const read = await readOrganization(deps.terraform, where, { order, wanted, usual, at });
      const missing = read === undefined ? 0 : await takeReading(deps, read, runs);
      const pages = read?.pages ?? 1;
      costs.set(order, { pages, calls: read === undefined ? Number.POSITIVE_INFINITY : pages + missing, at });
    } catch (error) {
      deps.onError(error);
      await eachOf(
        runs.filter(({ isAway }) => !isAway),
        (run) => whileAway(deps, run.requestId, () => Promise.reject(error)).catch(() => undefined),
      );
    }
  }

  return {
    look(runs) {
      const now = clock.now();
      const own = runs.filter(({ isPreview }) => !isPreview);
      const way: WayToRead = chooseWayToRead(own.length, { newest: costOf('newest'), open: costOf('open') });
      if (way === 'by_id') return runs.filter((run) => isDue(run, now));
      if (under === undefined && now - began >= sweepEvery(own)) {
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
function sweepEvery(runs: readonly WatchedRun[]): number {
  const shortest = Math.min(...runs.map(({ cadence }) => cadence));
  if (runs.every(({ isCalm }) => !isCalm)) return Math.max(SWEEP, shortest);
  return runs.every(({ status }) => status === 'applying') ? SLOW_SWEEP : SWEEP;
}

/** What the pages say of each run; gives how many have to be read by their ids besides. */
async function takeReading(
  deps: SweepDeps,
  { workspaces, at }: OrganizationReading,
  runs: readonly WatchedRun[],
): Promise<number> {
  const withProgress = (run: WatchedRun): boolean => run.hasProgress && runs.length <= MOST_MOVING;
  let missing = 0;
  await eachOf(runs, async (run) => {
    const workspace = workspaces.get(run.workspaceId);
    const told = workspace === undefined ? undefined : tellOf(deps, run, workspace, { at, withProgress });
    if (told === undefined) {
      run.isMissing = true;
      missing += 1;
      return;
    }
    run.readAt = at;
    try {
      await told();
    } catch (error) {
      deps.onError(error, run.requestId);
    }
  });
  return missing;
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
): (() => Promise<void>) | undefined {
  const { requestId } = run;
  if (workspace.currentRunId !== run.runId)
    return run.isPending && run.isPlain ? tellOfInFront(deps, run, workspace, at) : undefined;
  const current = workspace.currentRun;
  if (current === undefined || !isWhole(current)) return undefined;
  if (run.isCalm && !withProgress(run) && shownOf(current) === run.shown) return async () => undefined;
  return () => whileAway(deps, requestId, () => followRun(deps, requestId, { run: current, workspace, at }));
}

/** A pending run that another one is in front of: only what is in front is news. */
function tellOfInFront(
  deps: SweepDeps,
  run: WatchedRun,
  workspace: Workspace,
  at: number,
): (() => Promise<void>) | undefined {
  if (at - run.readByIdAt >= BEHIND) return undefined;
  const inFront = `${workspace.currentRunId} ${workspace.currentRun?.status}`;
  if (run.inFront === inFront) return async () => undefined;
  return async () => {
    const request = await deps.record.find(run.requestId);
    if (request?.state === 'running') await explainBlock(deps, request, workspace);
    run.inFront = inFront;
  };
}

/** A server that does not include the plan gives no more than its id. */
const isWhole = ({ plan }: Run): boolean => plan === undefined || plan.status !== undefined;

async function eachOf<Item>(items: readonly Item[], deal: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const deals = Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (const item of left) await deal(item);
  });
  await Promise.all(deals);
}
