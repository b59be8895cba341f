import { allowlistText } from './bench-team.ts';
import { type BenchDatabase, loadBot, makeDatabase } from './bot-process.ts';
import { createFakeWorld } from './fake-runs.ts';
import { serveFake } from './fake-server.ts';
import { BOT_TOKEN, SIGNING_SECRET, startFakeSlack } from './fake-slack.ts';
import { createFakeTerraform } from './fake-terraform.ts';
import { generateLoad } from './load-process.ts';
import { measureClicks } from './measure-clicks.ts';
import { largest, quantile, seededRandom } from './numbers.ts';
import { drawLife } from './run-model.ts';
import type { Row, Table } from './table.ts';

/** Slack's limit for an acknowledgement (milliseconds). */
const SLACK_WAITS = 3_000;

interface Stage {
  readonly what: string;
  readonly text: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly p99?: number;
}

const stages = (short: boolean): readonly Stage[] => [
  { what: 'cleanup prod, 200 a second', text: 'cleanup prod', perSecond: 200, seconds: short ? 10 : 60, p99: 50 },
  { what: 'help, 200 a second', text: 'help', perSecond: 200, seconds: 10, p99: 50 },
  { what: 'cleanup prod, 1,000 a second', text: 'cleanup prod', perSecond: 1_000, seconds: short ? 3 : 10 },
];

/** Measures the time from a slash command to its acknowledgement, and from Run it to the call that creates the run. */
export async function measureAcknowledging(short: boolean): Promise<Table> {
  const database = await makeDatabase();
  try {
    const rows: Row[] = [];
    for (const stage of stages(short)) rows.push(await measureStage(database, stage));
    const clicks = await measureClicks(database, short ? 30 : 200);
    rows.push({
      what: `Run it to POST /runs, ${clicks.length} one after the other`,
      cells: [
        { value: quantile(clicks, 0.5), digits: 1 },
        { value: quantile(clicks, 0.99), digits: 1, atMost: 250 },
        { value: largest(clicks), digits: 1 },
        '',
        { value: clicks.length },
      ],
    });
    return {
      bench: 'c',
      title: 'From what a person does to what the bot does (ms)',
      columns: ['p50', 'p99', 'max', 'failed or over 3 s', 'measured'],
      rows,
      notes: [
        `The shipped wiring in a process of its own, HTTP mode, ${database.what}; commands signed and sent from another process, whether or not those before were acknowledged.`,
        'From 5,000 people, since one may type 60 commands a minute. Slack answers at once here and limits nothing; HCP Terraform has its budget of 20 calls a second.',
        'The sender, Slack, HCP Terraform and PostgreSQL take from the same cores.',
      ],
    };
  } finally {
    await database.remove();
  }
}

async function measureStage(database: BenchDatabase, stage: Stage): Promise<Row> {
  const slack = await startFakeSlack();
  const random = seededRandom(1);
  const terraform = await serveFake(createFakeTerraform(createFakeWorld(Date.now, 1), () => drawLife(random), 'off'));
  const bot = await loadBot();
  const port = await bot.start({
    allowlist: allowlistText(),
    database: database.place,
    variables: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.url,
      TFE_ADDRESS: terraform.url,
      TFE_TOKEN: 'bench-token',
    },
  });
  const load = {
    url: `http://127.0.0.1:${port}/slack/events`,
    responseUrl: `${new URL(slack.url).origin}/api/response`,
    people: 5_000,
  };
  await generateLoad({ ...load, text: stage.text, perSecond: 20, seconds: 2 });
  const { latencies, failures } = await generateLoad({ ...load, ...stage });
  await bot.stop();
  await Promise.all([slack.close(), terraform.close()]);
  const failed = failures.reduce((sum, [, count]) => sum + count, 0);
  const late = latencies.filter((latency) => latency > SLACK_WAITS).length;
  for (const [why, count] of failures) process.stderr.write(`  ${stage.what}: ${count} ${why}\n`);
  return {
    what: stage.what,
    cells: [
      { value: quantile(latencies, 0.5), digits: 1 },
      { value: quantile(latencies, 0.99), digits: 1, ...(stage.p99 === undefined ? {} : { atMost: stage.p99 }) },
      { value: largest(latencies), digits: 1 },
      { value: failed + late, atMost: 0 },
      { value: latencies.length },
    ],
  };
}
