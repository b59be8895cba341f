import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import pg from 'pg';
import { ANA, allowlistText, CHANNEL, TEAM } from './bench-team.ts';
import { type BenchDatabase, type BotProcess, loadBot, makeDatabase } from './bot-process.ts';
import { changesUntil, createFakeWorld } from './fake-runs.ts';
import { serveFake } from './fake-server.ts';
import { BOT_TOKEN, SIGNING_SECRET, startFakeSlack } from './fake-slack.ts';
import { createFakeTerraform, type FakeTerraform } from './fake-terraform.ts';
import { seededRandom } from './numbers.ts';
import { addOpenRuns } from './open-runs.ts';
import { drawLife } from './run-model.ts';
import type { UnderWay } from './runs-under-way.ts';

/** As in the bench of following: with so many runs, each lasts hours. */
const SLOWED = 400;
/** How long nobody polled them (milliseconds). */
const AWAY = 5 * 60_000;

/** The whole bot on a store full of open runs. Times are milliseconds since its process was started. */
export interface BotOnOpenRuns {
  readonly database: BenchDatabase;
  readonly bot: BotProcess;
  readonly fake: FakeTerraform;
  /** Its program is loaded. */
  readonly loadedAfter: number;
  /** It is completely started. */
  readonly startedAfter: number;
  /** The first slash command is acknowledged. */
  readonly acknowledgedAfter: number;
  /** The number of runs that the record shows in a status that they had at no time of the last seconds. */
  readonly countWrong: () => Promise<number>;
  readonly sinceBegun: () => number;
  readonly close: () => Promise<void>;
}

export async function startOnOpenRuns(runs: number): Promise<BotOnOpenRuns> {
  const random = seededRandom(runs);
  const world = createFakeWorld(Date.now, Math.round(runs * 1.1));
  const fake = createFakeTerraform(world, () => drawLife(random, SLOWED), 'off');
  const [slack, terraform, database, port] = await Promise.all([
    startFakeSlack(),
    serveFake(fake),
    makeDatabase(),
    freePort(),
  ]);
  const underWay = await addOpenRuns(database.place, world, { runs, slowed: SLOWED, random, away: AWAY });
  const begun = performance.now();
  const sinceBegun = (): number => performance.now() - begun;
  const acknowledged = firstAcknowledgement(port, new URL(slack.url).origin).then(sinceBegun);
  const bot = await loadBot();
  const loadedAfter = sinceBegun();
  await bot.start({
    allowlist: allowlistText(),
    database: database.place,
    variables: {
      PORT: String(port),
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.url,
      TFE_ADDRESS: terraform.url,
      TFE_TOKEN: 'bench-token',
    },
  });
  const startedAfter = sinceBegun();
  const reader =
    'databaseUrl' in database.place ? new pg.Client({ connectionString: database.place.databaseUrl }) : undefined;
  await reader?.connect();
  return {
    ...{ database, bot, fake, loadedAfter, startedAfter, sinceBegun },
    acknowledgedAfter: await acknowledged,
    countWrong: async () => (reader === undefined ? Number.NaN : countWrong(reader, underWay)),
    close: async () => {
      await reader?.end();
      await bot.stop();
      await Promise.all([slack.close(), terraform.close()]);
      await database.remove();
    },
  };
}

/** A newer change may not be polled yet, since a sweep takes this long (milliseconds). */
const SWEEP = 6_000;

async function countWrong(reader: pg.Client, underWay: readonly UnderWay[]): Promise<number> {
  const { rows } = await reader.query<{ run_id: string; status: string }>('select run_id, status from runs');
  const shown = new Map(rows.map((row) => [row.run_id, row.status]));
  const now = Date.now();
  return underWay.filter(({ run }) => {
    const before = changesUntil(run, now - SWEEP).length;
    const possible = changesUntil(run, now).slice(Math.max(0, before - 1));
    const status = shown.get(run.id);
    return status === undefined || !possible.some((change) => change.status === status);
  }).length;
}

/** Retries until the bot accepts a command. */
async function firstAcknowledgement(port: number, slackOrigin: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const body = new URLSearchParams({
      ...{ team_id: TEAM, channel_id: CHANNEL, user_id: ANA, command: '/tf-action', text: 'help' },
      trigger_id: `first.${attempt}`,
      response_url: `${slackOrigin}/api/response`,
    }).toString();
    const stamp = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${stamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${signature}`,
    };
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', headers, body });
      if (answer.ok) return;
    } catch {
      // Nobody listens yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
