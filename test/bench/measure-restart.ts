import { startOnOpenRuns } from './bot-on-open-runs.ts';
import { sayProgress, type Table } from './table.ts';

const RUNS = 10_000;
/** The most time to wait (milliseconds). */
const AT_MOST = 150_000;
const LOOK = 250;

/** Measures how soon after a start the bot answers people and shows the real status of every run. */
export async function measureRestart(runs = RUNS): Promise<Table> {
  const started = await startOnOpenRuns(runs);
  try {
    sayProgress(`started after ${(started.startedAfter / 1_000).toFixed(1)} s`);
    const wrongAtFirst = await started.countWrong();
    let wrong = wrongAtFirst;
    while (wrong > 0 && started.sinceBegun() < AT_MOST) {
      await new Promise((resolve) => setTimeout(resolve, LOOK));
      wrong = await started.countWrong();
    }
    const rightAfter = wrong === 0 ? started.sinceBegun() : Number.POSITIVE_INFINITY;
    const calls = started.fake.callsOf().length;
    return {
      bench: 'e',
      title: `Restart with ${runs} open runs on ${started.database.what}, nobody having looked for 5 minutes`,
      columns: ['measured'],
      rows: [
        { what: 'program loaded after (s)', cells: [{ value: started.loadedAfter / 1_000, digits: 2 }] },
        {
          what: 'first slash command acknowledged after (s)',
          cells: [{ value: started.acknowledgedAfter / 1_000, digits: 2, atMost: 2 }],
        },
        { what: 'wholly started after (s)', cells: [{ value: started.startedAfter / 1_000, digits: 2 }] },
        { what: 'every state right after (s)', cells: [{ value: rightAfter / 1_000, digits: 2, atMost: 15 }] },
        { what: 'states wrong when it was started', cells: [{ value: wrongAtFirst }] },
        { what: 'states wrong at the end', cells: [{ value: wrong, atMost: 0 }] },
        { what: 'calls to HCP Terraform until then', cells: [{ value: calls }] },
      ],
      notes: [
        'Counted from the moment its process is begun. A state is right where the record has the status that the run has, or had in the last 6 s.',
        'HCP Terraform, Slack, PostgreSQL and the bot share the machine; calls to the services take no time but their own.',
      ],
    };
  } finally {
    await started.close();
  }
}
