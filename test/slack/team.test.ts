import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SlackTeam } from '../../src/flows/ports/slack-team.ts';
import { BOT_TOKEN } from '../../src/sandbox/slack/options.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { rememberIdentity } from '../../src/slack/connection/identity.ts';
import { slackLog } from '../../src/slack/connection/slack-log.ts';
import { readTeam } from '../../src/slack/connection/team.ts';
import { connectWebApi } from '../../src/slack/connection/web-api.ts';
import { createSlackReadings } from '../../src/store/slack-readings.ts';
import { countWork } from '../bench/counted-work.ts';
import { type MovedClock, startMovedClock } from '../bench/moved-clock.ts';
import { BEN, GENERAL, startTeam } from '../sandbox/slack-team.ts';
import { createDatabase, engines, type TestDatabase, type TestStore } from '../store/stores.ts';

let database: TestDatabase;
let store: TestStore;
beforeAll(async () => {
  database = await createDatabase(engines.at(-1) ?? 'pglite');
  store = await database.open();
});
beforeEach(async () => {
  for (const table of ['slackPace', 'slackReadings'] as const) await store.database.kysely.deleteFrom(table).execute();
});
afterAll(() => database.drop());

interface Replicas {
  readonly slack: SlackSandbox;
  readonly clock: MovedClock;
  /**
   * Lets every replica call `what` at this interval, for this long (milliseconds). Returns how long each successful
   * call took, and how many were refused.
   */
  ask(
    what: (team: SlackTeam, turn: number) => Promise<unknown>,
    given: { readonly every: number; readonly within: number },
  ): Promise<{ readonly waited: readonly number[]; readonly refused: number }>;
}

/** Two replicas, each with its own client, on one store. The team has Slack's limits. */
async function startReplicas(): Promise<Replicas> {
  const work = countWork();
  const clock = startMovedClock(work.settle);
  const slack = await startTeam({ serverClock: clock });
  slack.addUserGroup({ id: 'S0SRE00001', handle: 'sre', users: [BEN] });
  const token = { current: () => BOT_TOKEN, reread: () => false };
  const logger = slackLog(pino({ level: 'silent' }), clock);
  const teams = [0, 1].map(() => {
    const api = work.counted(connectWebApi(token, { slackApiUrl: slack.url, logger }, 'for_readings'));
    const readings = work.counted(createSlackReadings(store.database.kysely, clock));
    return readTeam(api, rememberIdentity(api), { readings, clock });
  });
  return {
    ...{ slack, clock },
    async ask(what, { every, within }) {
      const waited: number[] = [];
      let refused = 0;
      const one = async (team: SlackTeam, turn: number): Promise<void> => {
        const asked = clock.now();
        try {
          await what(team, turn);
          waited.push(clock.now() - asked);
        } catch {
          refused += 1;
        }
      };
      for (let turn = 0; turn * every < within; turn += 1) {
        for (const team of teams) clock.setTimeout(() => void one(team, turn), turn * every);
      }
      await clock.moveTo(clock.now() + within + 60_000);
      return { waited, refused };
    },
  };
}

const calls = (slack: SlackSandbox, method: string): number =>
  slack.calls.filter((call) => call.method === method).length;

test('two replicas that decide without a pause read the user groups 20 times a minute, each reading at most 3 s old, and nobody gets a no', async () => {
  const { slack, clock, ask } = await startReplicas();
  const ages: number[] = [];
  const { waited, refused } = await ask(
    async (team) => {
      const { readAt } = await team.readUserGroups([]);
      ages.push(clock.now() - readAt.getTime());
    },
    { every: 400, within: 3 * 60_000 },
  );
  expect(slack.rateLimited).toBe(0);
  expect(refused).toBe(0);
  expect(Math.max(...ages)).toBeLessThanOrEqual(3_000);
  expect(Math.max(...waited)).toBeLessThan(10_000);
  expect(calls(slack, 'usergroups.list')).toBeLessThanOrEqual(20 + 3 * 20);
});

test('a decision waits for a call, up to 20 s; people and channels share their limits as well', async () => {
  const { slack, ask, clock } = await startReplicas();
  slack.fault({ method: 'usergroups.list', kind: 'ratelimited', retryAfter: 12, times: 2 });
  const limited = await ask((team) => team.readUserGroups([]), { every: 1_000, within: 1_000 });
  expect(limited.refused).toBe(0);
  expect(Math.max(...limited.waited)).toBeGreaterThanOrEqual(12_000);
  slack.fault({ method: 'conversations.info', kind: 'ratelimited', retryAfter: 45, times: 2 });
  expect(await ask((team) => team.readChannel(GENERAL), { every: 1_000, within: 1_000 })).toMatchObject({ refused: 2 });
  await clock.moveTo(clock.now() + 60_000);
  const many = await ask(
    (team, turn) => Promise.all([team.standingOf(`U0OTHER${turn % 4}`), team.readChannel(`C0OTHER${turn % 2}`)]),
    { every: 500, within: 60_000 },
  );
  expect(many.refused).toBe(0);
  // The planted ones.
  expect(slack.calls.filter(({ status }) => status === 429)).toHaveLength(4);
});

test('sixty people who have left do not keep whoever decides from being read', async () => {
  const { slack, ask } = await startReplicas();
  const people = Array.from({ length: 90 }, (_, index) => `U0LEAVER${index}`);
  const looked = await ask((team, turn) => team.knownStandingOf(people[turn] ?? ''), { every: 1, within: 90 });
  expect(looked.refused).toBeGreaterThan(0);
  expect(looked.waited.length).toBeGreaterThan(60);
  const before = calls(slack, 'users.info');
  expect(await ask((team) => team.knownStandingOf('U0LEAVER1'), { every: 1, within: 10 })).toMatchObject({
    refused: 0,
  });
  expect(calls(slack, 'users.info')).toBe(before);
  expect(await ask((team) => team.standingOf(BEN), { every: 1_000, within: 10_000 })).toMatchObject({ refused: 0 });
  expect(slack.rateLimited).toBe(0);
});
