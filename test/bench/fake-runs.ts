import type { RunLife } from './run-model.ts';

/**
 * A run of the bench's HCP Terraform. Its status depends only on the time, so that ten thousand runs need no timers.
 */
export interface FakeRun {
  readonly id: string;
  readonly workspace: FakeWorkspace;
  readonly message: string;
  readonly address: string;
  readonly createdAt: number;
  readonly life: RunLife;
  confirmedAt: number | undefined;
  /** When it was discarded or canceled. */
  endedAt: number | undefined;
}

export interface FakeWorkspace {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  current: FakeRun | undefined;
}

/** In the order of a run. `discarded` can follow all but the last. */
export type FakeStatus =
  | 'pending'
  | 'plan_queued'
  | 'planning'
  | 'planned'
  | 'apply_queued'
  | 'applying'
  | 'applied'
  | 'discarded';

export interface Change {
  readonly status: FakeStatus;
  readonly at: number;
}

/** All changes so far, starting with the creation. */
export function changesUntil(run: FakeRun, now: number): readonly Change[] {
  const { life, createdAt, confirmedAt, endedAt } = run;
  const planQueued = createdAt + life.pending;
  const planning = planQueued + life.planQueued;
  const planned = planning + life.planning;
  const applying = (confirmedAt ?? Number.POSITIVE_INFINITY) + life.applyQueued;
  const all: readonly Change[] = [
    { status: 'pending', at: createdAt },
    { status: 'plan_queued', at: planQueued },
    { status: 'planning', at: planning },
    { status: 'planned', at: planned },
    { status: 'apply_queued', at: confirmedAt ?? Number.POSITIVE_INFINITY },
    { status: 'applying', at: applying },
    { status: 'applied', at: applying + life.applying },
  ];
  const passed = all.filter(({ at }) => at <= now && at < (endedAt ?? Number.POSITIVE_INFINITY));
  return endedAt !== undefined && endedAt <= now ? [...passed, { status: 'discarded', at: endedAt }] : passed;
}

export const statusAt = (run: FakeRun, now: number): FakeStatus => changesUntil(run, now).at(-1)?.status ?? 'pending';

export const isOver = (status: FakeStatus): boolean => status === 'applied' || status === 'discarded';

export interface FakeWorld {
  readonly organization: string;
  readonly now: () => number;
  readonly workspaces: readonly FakeWorkspace[];
  readonly runs: ReadonlyMap<string, FakeRun>;
  readonly workspaceNamed: (nameOrId: string) => FakeWorkspace | undefined;
  /** Makes the run the workspace's current one. The previous one is dropped once it is over. */
  readonly start: (
    workspace: FakeWorkspace,
    run: Pick<FakeRun, 'message' | 'address' | 'life'> & Partial<FakeRun>,
  ) => FakeRun;
}

export const ORGANIZATION = 'acme';
export const ADDRESS = 'action.aws_lambda_invoke.cleanup';

export function createFakeWorld(now: () => number, workspaceCount: number): FakeWorld {
  const workspaces = Array.from({ length: workspaceCount }, (_, number): FakeWorkspace => {
    const digits = String(number).padStart(6, '0');
    return { id: `ws-${digits}`, name: `bench-${digits}`, number, current: undefined };
  });
  const byName = new Map(
    workspaces.flatMap((workspace) => [
      [workspace.id, workspace],
      [workspace.name, workspace],
    ]),
  );
  const runs = new Map<string, FakeRun>();
  let created = 0;
  return {
    ...{ organization: ORGANIZATION, now, workspaces, runs },
    workspaceNamed: (nameOrId) => byName.get(nameOrId),
    start(workspace, given) {
      created += 1;
      const id = `run-${String(created).padStart(8, '0')}`;
      const run: FakeRun = { id, createdAt: now(), confirmedAt: undefined, endedAt: undefined, ...given, workspace };
      const before = workspace.current;
      if (before !== undefined && isOver(statusAt(before, now()))) runs.delete(before.id);
      workspace.current = run;
      runs.set(id, run);
      return run;
    },
  };
}
