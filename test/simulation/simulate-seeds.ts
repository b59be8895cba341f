import fc from 'fast-check';
import type { Backend } from './backend.ts';
import { historyOf, shrink } from './draw-history.ts';
import { runHistory, type Told } from './history.ts';

/** What many histories came to. */
export interface Summary {
  histories: number;
  steps: number;
  /** Of simulated time (milliseconds). */
  elapsed: number;
  statements: number;
  violations: number;
  readonly ended: Record<string, number>;
  readonly injected: Record<string, number>;
}

export const nothingYet = (): Summary => ({
  ...{ histories: 0, steps: 0, elapsed: 0, statements: 0, violations: 0 },
  ...{ ended: {}, injected: {} },
});

export interface Simulating {
  /** From this seed on, every so many. */
  readonly seed: number;
  readonly every: number;
  readonly seconds: number;
  readonly histories: number;
  /** Absent: one, two or three, by the seed. */
  readonly replicas: number | undefined;
  /** Kinds of trouble. Empty: a few in each history, by the seed. */
  readonly only: readonly string[];
  readonly stop: boolean;
  readonly trace: boolean;
}

const STEPS = 30;
/** Histories that shrinking may cost. */
const SHRINKING = 60;

/** Runs one history after the other. Each failure is printed with its seed, and then with what is left of it. */
export async function simulateSeeds(
  backend: Backend,
  { seed: first, every, seconds, histories, replicas, only, stop, trace }: Simulating,
  say: (line: string) => void,
): Promise<Summary> {
  // The simulation moves `Date.now` and all timers, and not this.
  const realNow = performance.now.bind(performance);
  const began = realNow();
  const summary = nothingYet();
  for (let seed = first; summary.histories < histories && realNow() - began < seconds * 1_000; seed += every) {
    const [drawn] = fc.sample(historyOf(seed, replicas ?? 1 + (seed % 3), STEPS, only), { seed, numRuns: 1 });
    if (drawn === undefined) break;
    const told = await runHistory(backend, drawn);
    add(summary, told);
    if (trace) say(told.trace);
    if (told.violation === undefined) continue;
    say(`seed ${seed}, ${drawn.replicas} replicas, step ${told.steps}: ${told.violation}`);
    if (stop) break;
    const tell = (left: number, why: string): void => say(`  ${left} steps: ${why.slice(0, 300)}`);
    const small = await shrink(backend, drawn, tell, SHRINKING);
    say(JSON.stringify(small.drawn));
  }
  return summary;
}

function add(summary: Summary, { steps, elapsed, statements, violation, ended, injected }: Told): void {
  summary.histories += 1;
  summary.steps += steps;
  summary.elapsed += elapsed;
  summary.statements += statements;
  summary.violations += violation === undefined ? 0 : 1;
  addCounts(summary.ended, ended);
  addCounts(summary.injected, Object.fromEntries(injected));
}

function addCounts(counts: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + times;
}

/** Adds what another process came to. */
export function join(summary: Summary, other: Summary): void {
  for (const key of ['histories', 'steps', 'elapsed', 'statements', 'violations'] as const) summary[key] += other[key];
  addCounts(summary.ended, other.ended);
  addCounts(summary.injected, other.injected);
}
