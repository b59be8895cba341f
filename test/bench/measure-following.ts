import type { ActionRequest } from '../../src/domain/request.ts';
import { CALL_TAKES } from './answer-axios.ts';
import { changesUntil, type FakeStatus } from './fake-runs.ts';
import { type FollowedRuns, followRuns } from './followed-runs.ts';
import { START } from './moved-clock.ts';
import { largest, mean, mostWithin, quantile, seededRandom } from './numbers.ts';
import { followAsPeer, type Peer, terraform, tfci } from './peers.ts';
import { drawLife, lengthOf, type RunLife } from './run-model.ts';
import { type Measure, type Row, sayProgress, type Table } from './table.ts';

interface Size {
  readonly runs: number;
  /** The factor by which planning and applying take longer. */
  readonly slowed: number;
  /** Seconds of the moved clock, after the warm-up. */
  readonly lasts: number;
  readonly warmUp: number;
  readonly mostFollowing: number;
  readonly mostReads?: number;
  readonly lagGoals?: { readonly mean: number; readonly p95: number };
}

/**
 * The sizes to measure. Besides polling, a run needs about nine calls, so one identity with 20 calls per second cannot
 * have thousands of two-minute runs.
 */
const SIZES: readonly Size[] = [
  { runs: 1, slowed: 1, warmUp: 300, lasts: 24_000, mostFollowing: 1 },
  { runs: 10, slowed: 1, warmUp: 300, lasts: 12_000, mostFollowing: 0.25 },
  { runs: 100, slowed: 1, warmUp: 120, lasts: 2_400, mostFollowing: 0.02, mostReads: 0.25 },
  { runs: 1_000, slowed: 10, warmUp: 90, lasts: 600, mostFollowing: 0.02, mostReads: 0.25 },
  {
    runs: 10_000,
    slowed: 400,
    warmUp: 60,
    lasts: 300,
    mostFollowing: 0.02,
    mostReads: 0.25,
    lagGoals: { mean: 3, p95: 6 },
  },
];

const SEED = 7;
/** The number of ended runs that is enough for a mean. */
const ENOUGH = 150;

interface Measured {
  readonly size: Size;
  readonly following: number;
  readonly reads: number;
  readonly perSecond: number;
  readonly listsPerMinute: number;
  readonly lags: readonly number[];
  readonly finalLags: readonly number[];
  readonly errors: readonly string[];
  readonly refused: number;
}

const ORDER: readonly FakeStatus[] = [
  'pending',
  'plan_queued',
  'planning',
  'planned',
  'apply_queued',
  'applying',
  'applied',
];

async function measure(size: Size): Promise<Measured> {
  const followed = followRuns({ runs: size.runs, seed: SEED + size.runs, slowed: size.slowed });
  const { clock, fake, requests } = followed;
  const from = START + size.warmUp * 1_000;
  const until = from + size.lasts * 1_000;
  const lags: number[] = [];
  const finalLags: number[] = [];
  requests.onMove((before, after) => {
    const now = clock.now();
    if (now < from || now > until) return;
    lags.push(...lagsOf(followed, before, after, now));
    if (before.state === 'running' && after.state !== 'running') finalLags.push(lagOfEnd(followed, after, now));
  });
  await clock.moveTo(from);
  fake.forgetCalls();
  followed.forgetChecks();
  await clock.moveTo(until);
  const measured = countCalls(size, followed);
  await followed.stop();
  return { ...measured, lags, finalLags: finalLags.filter(Number.isFinite) };
}

/** The age of each change that this poll was the first to show. */
function lagsOf({ fake }: FollowedRuns, before: ActionRequest, after: ActionRequest, now: number): readonly number[] {
  if (before.run === undefined || after.run === undefined || before.run.status === after.run.status) return [];
  const run = fake.world.runs.get(after.run.id);
  if (run === undefined) return [];
  const [known, shown] = [before.run.status, after.run.status].map((status) => ORDER.indexOf(status as FakeStatus));
  return changesUntil(run, now)
    .filter(({ status }) => ORDER.indexOf(status) > (known ?? 0) && ORDER.indexOf(status) <= (shown ?? 0))
    .map(({ at }) => now - at);
}

function lagOfEnd({ fake }: FollowedRuns, { runId = '' }: ActionRequest, now: number): number {
  const run = fake.world.runs.get(runId);
  return now - (run === undefined ? Number.NaN : (changesUntil(run, now).at(-1)?.at ?? Number.NaN));
}

function countCalls(size: Size, { fake, checks, errors }: FollowedRuns) {
  const count = (kind: Parameters<typeof fake.callsOf>[0]): number => fake.callsOf(kind).length;
  const following = count('page') + count('run') - checks();
  const lists = fake.callsOf('run_list');
  return {
    size,
    following,
    reads: following + checks() + count('workspace') + count('verdict') + lists.length + count('other'),
    perSecond: mostWithin(fake.callsOf(), 1_000),
    listsPerMinute: mostWithin(lists, 60_000),
    ...{ errors, refused: fake.refused() },
  };
}

/** What the peers need for runs drawn in the same way. */
function followAsPeers(peer: Peer, lives: readonly RunLife[]) {
  const readings = lives.map((life) => followAsPeer(peer, life, CALL_TAKES));
  return {
    reads: mean(readings.map(({ reads }) => reads)),
    lags: readings.flatMap(({ lags }) => lags),
    finalLags: readings.map(({ lags }) => lags.at(-1) ?? 0),
  };
}

export async function measureFollowing(sizes: readonly number[] = SIZES.map(({ runs }) => runs)): Promise<Table> {
  const columns: (readonly Row[])[] = [];
  const chosen = SIZES.filter(({ runs }) => sizes.includes(runs));
  for (const size of chosen) {
    const began = performance.now();
    const measured = await measure(size);
    columns.push(columnOf(measured));
    sayProgress(`${size.runs} runs: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    for (const error of new Set(measured.errors.slice(0, 3))) sayProgress(error);
  }
  return {
    bench: 'a',
    title: 'Calls a run and how late a change is known',
    columns: chosen.map(({ runs }) => `${runs} runs`),
    rows: (columns[0] ?? []).map(({ what }, index) => ({
      what,
      cells: columns.map((column) => column[index]?.cells[0] ?? ''),
    })),
    notes: [
      `The shipped watcher, client and budget against an HCP Terraform in this process, on a moved clock; each call takes ${CALL_TAKES} ms. Fixed seeds.`,
      'So many runs at any moment, each in a workspace of its own; where one is settled the next is created. A tenth of the workspaces (at least 20) are not ours.',
      'Pending 2 s, plan queued 3 s, planning 20 s (median), apply queued 3 s, applying 60 s (median); planning and applying longer where it says so, since creating, checking, confirming and the verdict take some nine calls a run and one identity has 20 a second.',
      'The lag of a change is from the moment it happened to the moment it is on the record; the final state is on the record once the verdict was read too. The peers read the run alone, each run in a process of its own.',
    ],
  };
}

function columnOf({ size, ...measured }: Measured): readonly Row[] {
  const random = seededRandom(SEED);
  const lives = Array.from({ length: Math.max(500, Math.min(20_000, 200_000 / size.slowed)) }, () =>
    drawLife(random, size.slowed),
  );
  const life = mean(lives.map(lengthOf));
  // If few runs ended, use the number of Little's law: the noise of few runs is not ours to measure.
  const expected = (size.runs * size.lasts * 1_000) / life;
  const ended = measured.finalLags.length > ENOUGH ? measured.finalLags.length : expected;
  const [cautious, core] = [followAsPeers(tfci, lives), followAsPeers(terraform, lives)];
  const seconds = (milliseconds: number, goals: Partial<Measure> = {}): Measure => ({
    value: milliseconds / 1_000,
    digits: 2,
    ...goals,
  });
  const lagGoals = size.lagGoals;
  const row = (what: string, cell: Measure): Row => ({ what, cells: [cell] });
  return [
    row('a run lasts (s)', { value: life / 1_000 }),
    row('following reads a run: ours', { value: measured.following / ended, digits: 2 }),
    row('  tfci', { value: cautious.reads, digits: 1 }),
    row('  Terraform', { value: core.reads, digits: 1 }),
    row('  ours to tfci', {
      value: measured.following / ended / cautious.reads,
      digits: 3,
      atMost: size.mostFollowing,
    }),
    row('every read a run', { value: measured.reads / ended, digits: 2 }),
    row('  to tfci', {
      value: measured.reads / ended / cautious.reads,
      digits: 3,
      ...(size.mostReads === undefined ? {} : { atMost: size.mostReads }),
    }),
    row('most calls in a second', { value: measured.perSecond, atMost: 20 }),
    row('  tfci would need (a second)', { value: (size.runs * cautious.reads * 1_000) / life, digits: 1 }),
    row('most run lists in a minute', { value: measured.listsPerMinute, atMost: 25 }),
    row('refused by the service (429)', { value: measured.refused, atMost: 0 }),
    row(
      'lag mean (s): ours',
      seconds(mean(measured.lags), { atMost: lagGoals?.mean ?? Math.ceil(mean(cautious.lags) / 10) / 100 }),
    ),
    row('  p95', seconds(quantile(measured.lags, 0.95), lagGoals === undefined ? {} : { atMost: lagGoals.p95 })),
    row('  max', seconds(largest(measured.lags))),
    row('  tfci mean', seconds(mean(cautious.lags))),
    row('  tfci p95', seconds(quantile(cautious.lags, 0.95))),
    row('  Terraform mean', seconds(mean(core.lags))),
    row('lag of the final state (s): mean', seconds(mean(measured.finalLags))),
    row('  p95', seconds(quantile(measured.finalLags, 0.95))),
    row('  tfci mean', seconds(mean(cautious.finalLags))),
    row('changes measured', { value: measured.lags.length }),
    row('readings that failed', { value: measured.errors.length, atMost: 0 }),
  ];
}
