import { startOnOpenRuns } from './bot-on-open-runs.ts';
import { measureSoak } from './measure-soak.ts';
import { sayProgress, type Table } from './table.ts';

const [FEW, MANY] = [1_000, 10_000];
/** The time after which the start's garbage is gone (milliseconds). */
const REST = 30_000;

async function memoryWith(runs: number) {
  const started = await startOnOpenRuns(runs);
  try {
    await new Promise((resolve) => setTimeout(resolve, REST));
    const memory = await started.bot.memory();
    sayProgress(
      `${runs} runs: heap ${(memory.heap / 2 ** 20).toFixed(1)} MiB, resident ${(memory.resident / 2 ** 20).toFixed(0)} MiB`,
    );
    return { ...memory, what: started.database.what };
  } finally {
    await started.close();
  }
}

/** Measures the memory of a followed run and of the whole bot, and whether it grows. */
export async function measureMemory(short: boolean): Promise<Table> {
  const few = await memoryWith(FEW);
  const many = await memoryWith(MANY);
  const soak = await measureSoak(short ? 6 : 24);
  const mebi = 2 ** 20;
  return {
    bench: 'd',
    title: `Memory, on ${many.what}`,
    columns: ['measured'],
    rows: [
      {
        what: `heap after collection for each followed run (bytes; ${MANY} against ${FEW})`,
        cells: [{ value: (many.heap - few.heap) / (MANY - FEW), atMost: 2_048 }],
      },
      { what: `heap after collection with ${MANY} runs (MiB)`, cells: [{ value: many.heap / mebi, digits: 1 }] },
      { what: `resident with ${FEW} runs (MiB)`, cells: [{ value: few.resident / mebi, digits: 1 }] },
      { what: `resident with ${MANY} runs (MiB)`, cells: [{ value: many.resident / mebi, digits: 1, atMost: 150 }] },
      { what: `soak of ${soak.hours} h: runs that came and went`, cells: [{ value: soak.ended }] },
      { what: '  heap in the mean (MiB)', cells: [{ value: soak.mean / mebi, digits: 2 }] },
      {
        what: '  heap at the end against the beginning, by least squares (%)',
        cells: [{ value: soak.growth * 100, digits: 2, atMost: 1, atLeast: -1 }],
      },
    ],
    notes: [
      'Of the whole bot in a process of its own. The heap is the least of some looks over two seconds, so that between two looks at the store nothing is counted that is about to go.',
      'The soak is the shipped watcher, client and budget on a moved clock, with 20 runs at any moment; heap after collection once an hour, the first two hours left out.',
    ],
  };
}
