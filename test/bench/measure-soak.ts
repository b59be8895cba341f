import { followRuns } from './followed-runs.ts';
import { START } from './moved-clock.ts';
import { mean, slopeOf } from './numbers.ts';
import { sayProgress } from './table.ts';

const RUNS = 20;
const HOUR = 3_600_000;
/** Hours to warm up. */
const WARM_UP = 2;

export interface Soak {
  readonly hours: number;
  readonly ended: number;
  /** Bytes. */
  readonly mean: number;
  /** Over all hours, as a share of the mean. */
  readonly growth: number;
}

/** Runs come and go for hours of the moved clock, and the heap is measured after each hour. */
export async function measureSoak(hours: number): Promise<Soak> {
  const followed = followRuns({ runs: RUNS, seed: 11, slowed: 1 });
  let ended = 0;
  followed.requests.onMove((before, after) => {
    if (before.state === 'running' && after.state !== 'running') ended += 1;
  });
  const heaps: number[] = [];
  for (let hour = 1; hour <= hours + WARM_UP; hour += 1) {
    await followed.clock.moveTo(START + hour * HOUR);
    followed.fake.forgetCalls();
    followed.forgetErrors();
    global.gc?.();
    global.gc?.();
    heaps.push(process.memoryUsage().heapUsed);
  }
  await followed.stop();
  const measured = heaps.slice(WARM_UP);
  sayProgress(`heap by the hour (MiB): ${measured.map((heap) => (heap / 2 ** 20).toFixed(2)).join(' ')}`);
  return { hours, ended, mean: mean(measured), growth: (slopeOf(measured) * (measured.length - 1)) / mean(measured) };
}
