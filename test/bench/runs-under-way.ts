import { ADDRESS, type FakeRun, type FakeWorkspace, type FakeWorld } from './fake-runs.ts';
import { seededHex } from './numbers.ts';
import { drawLife, lengthOf, type RunLife } from './run-model.ts';

export interface UnderWay {
  readonly workspace: FakeWorkspace;
  readonly run: FakeRun;
  /** Also the id of its request. */
  readonly token: string;
}

/**
 * Runs at random points of their lives, each in its own workspace. Nobody confirmed any in the last `away`
 * milliseconds.
 */
export function runsUnderWay(
  world: FakeWorld,
  given: { readonly runs: number; readonly slowed: number; readonly random: () => number; readonly away: number },
): readonly UnderWay[] {
  const hex = seededHex(given.random);
  return spread(world.workspaces, given.runs).map((workspace) => {
    const token = hex(16);
    const met = meet(given.random, given.slowed, world.now(), world.now() - given.away);
    return {
      workspace,
      token,
      run: world.start(workspace, { ...met, address: ADDRESS, message: `Asked by Ana ${token} ` }),
    };
  });
}

/** The number of earlier lives, so that each run is met as if runs came and went forever. */
const LIVES_BEFORE = 20;

/** A random point in its life. Longer lives are met more often. */
function meet(
  random: () => number,
  slowed: number,
  now: number,
  confirmedUntil: number,
): Pick<FakeRun, 'life' | 'createdAt' | 'confirmedAt'> {
  let life: RunLife = drawLife(random, slowed);
  let since = (LIVES_BEFORE + random()) * lengthOf(life);
  for (; since >= lengthOf(life); life = drawLife(random, slowed)) since -= lengthOf(life);
  const createdAt = now - since;
  const planned = createdAt + life.pending + life.planQueued + life.planning;
  return { life, createdAt, confirmedAt: planned <= confirmedUntil ? planned : undefined };
}

/** Evenly spread over all workspaces, like names in an organization. */
const spread = (workspaces: readonly FakeWorkspace[], count: number): readonly FakeWorkspace[] =>
  Array.from({ length: count }, (_, index) => workspaces[Math.floor((index * workspaces.length) / count)]).filter(
    (workspace) => workspace !== undefined,
  );
