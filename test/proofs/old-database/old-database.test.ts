import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from 'pg-boss';
import { expect, inject, onTestFinished, test } from 'vitest';
import { migrateStore } from '../../../src/assemble/migrate-store.ts';
import { digestOf } from '../../../src/domain/digest.ts';
import { isSettled } from '../../../src/domain/lifecycle.ts';
import type { SeenMessage } from '../../../src/sandbox/slack/seen-message.ts';
import { openStore } from '../../../src/store/store.ts';
import { type Conversation, PEOPLE, startConversation } from '../../conversation.ts';
import { confirmedRuns } from '../../one-run.ts';
import { createTestDatabase } from '../../postgres.ts';
import { insertRows, makeOldTables } from './fill-database.ts';
import { fillServices, recordedIds } from './fill-services.ts';
import { type Recorded, readRecorded } from './read-recorded.ts';
import { GOES_ON, type GoesOn } from './stands.ts';

const server = inject('postgres');
const template = inject('postgresTemplate');
const recorded = readRecorded();

async function emptyDatabase(like?: string): Promise<string> {
  const { url, drop } = await createTestDatabase(server ?? '', like);
  onTestFinished(drop);
  return url;
}

interface Place extends GoesOn {
  readonly stands: string;
  readonly name: string;
  readonly channel: string;
  /** As the release before drew it. */
  readonly old: Recorded['messages'][number] | undefined;
}

const placeOf = ({ name, stands }: Recorded['workspaces'][number]): Place => {
  const channel = `C0PLACE0${name.slice(-2)}`;
  const messageTs = recorded.rows.find(({ row }) => row.environment === name)?.row.message_ts;
  const old = recorded.messages.find((one) => one.channel === channel && (messageTs ?? one.ts) === one.ts);
  return { ...(GOES_ON[stands] ?? { state: stands }), stands, name, channel, old };
};

const PLACES = recorded.workspaces.map(placeOf);

/** The request message, or the private confirmation. */
const shown = ({ slack }: Conversation, { channel, old }: Place, person = old?.for ?? PEOPLE.ana) =>
  slack.sees(person, channel).find(({ ts }) => ts === old?.ts) as SeenMessage;

async function clicksOld(bot: Conversation, place: Place): Promise<void> {
  const { click, old, stands, channel } = place;
  if (click === undefined) return;
  const { slack } = bot;
  const person = PEOPLE[click.person];
  const seen = { ...shown(bot, place, person), blocks: old?.blocks ?? [] };
  const { failure } = await slack.clicks(person, click.button, seen, { asSeen: true });
  expect(failure, stands).toBeUndefined();
  if (click.form !== undefined) {
    const modal = await bot.until(() => slack.views(person).at(-1), `${stands}: the form`);
    await slack.submits(person, modal.id, click.form);
  }
  if (click.told !== undefined) await bot.sees(click.person, click.told, channel);
}

async function goesOn(bot: Conversation, place: Place): Promise<void> {
  const { name, channel, stands, unfreezes, unlocks, pressed = [] } = place;
  if (unlocks) bot.terraform.unlock(name);
  if (unfreezes) await bot.says('ben', `/tf-action unfreeze ${name}`, channel);
  for (const [person, button] of pressed) {
    const where = await bot.until(
      () => bot.slack.buttons(shown(bot, place)).some(({ label }) => label === button) && shown(bot, place),
      `${stands}: ${button}, and saw ${bot.slack.readAloud(shown(bot, place))}`,
    );
    await bot.clicks(person, button, where);
  }
}

async function seesItEnd(bot: Conversation, place: Place): Promise<void> {
  const { ended, stands } = place;
  if (ended === undefined) return;
  const read = (): string => bot.slack.readAloud(requestMessage(bot, place));
  await bot
    .until(() => ended.test(read()), stands)
    .catch(() => {
      throw new Error(`${stands}: waited for ${ended}, and saw ${read()}`);
    });
}

/** What came of a private confirmation is a message of the channel. */
const requestMessage = ({ slack }: Conversation, { channel }: Place) =>
  slack.sees(PEOPLE.gil, channel)[0] ?? { text: '', blocks: [] };

/** Runs go on as far as nothing and nobody holds them. */
function lettingRunsGoOn({ terraform }: Conversation): () => void {
  let going = false;
  return terraform.subscribe(() => {
    if (going) return;
    going = true;
    for (const { name, stands } of PLACES) {
      if (stands === 'running, planned, to expire') continue;
      for (const { id } of terraform.runs(name)) {
        try {
          terraform.advance(id);
        } catch {
          // It waits for somebody, or is over.
        }
      }
    }
    going = false;
  });
}

/** The recorded database, and the same after `tf-action migrate` to a directory and to another server. */
const WAYS: Readonly<Record<string, (url: string) => Promise<string>>> = {
  'stays where it is': async (url) => url,
  'moved to a directory and on to another server': async (url) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tf-action-moved-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    const other = await emptyDatabase();
    await migrateStore({ databaseUrl: url }, { dataDir }, systemClock);
    await migrateStore({ dataDir }, { databaseUrl: other }, systemClock);
    return other;
  },
};

if (server !== undefined) {
  test.each(Object.entries(WAYS))(
    'a database of the release before, with requests in every state, %s: old buttons do what they say, and every request ends',
    async (_, move) => {
      const old = await emptyDatabase();
      await makeOldTables(old);
      await insertRows(old, recorded);
      const url = await move(old);
      const bot = await startConversation({
        ...{ pace: 'manual', outOfLimits: true, leftWithoutWork: true, allowlist: JSON.stringify(recorded.allowlist) },
        through: async () => url,
        before: (services) => fillServices(services, recorded),
        terraform: { nextId: recordedIds(recorded) },
      });
      await bot.stands(async () => {
        for (const place of PLACES) await clicksOld(bot, place);
      });
      for (const { stands, name } of PLACES.filter(({ stands }) => GOES_ON[stands] === undefined)) {
        await bot.says('ana', `/tf-action history cleanup ${name}`);
        await bot.sees('ana', new RegExp(`${stands.replace('_', ' ')}: cleanup in ${name}.*@Ana`, 'is'));
      }
      onTestFinished(lettingRunsGoOn(bot));
      await Promise.all(PLACES.map((place) => goesOn(bot, place)));
      await Promise.all(PLACES.filter(({ state }) => state !== 'expired').map((place) => seesItEnd(bot, place)));
      await bot.passes(2 * 60 * 60_000);
      await Promise.all(PLACES.map((place) => seesItEnd(bot, place)));
      for (const { channel } of PLACES)
        for (const message of bot.slack.sees(PEOPLE.gil, channel))
          expect(bot.slack.readAloud(message)).not.toMatch(/undefined|NaN|\[object/);
      await bot.stop();
      const onError = (error: unknown): void => expect.unreachable(String(error));
      const store = await openStore({ databaseUrl: url, clock: bot.clock, onError });
      onTestFinished(() => store.close());
      const ids = recorded.rows.filter(({ table }) => table === 'requests').map(({ row }) => String(row.id));
      const requests = (await Promise.all(ids.map((id) => store.requests.find(id)))).flatMap((one) => one ?? []);
      const stateOf = Object.fromEntries(requests.map(({ asked, state }) => [asked.entry.environment, state]));
      expect(stateOf).toEqual(Object.fromEntries(PLACES.map(({ name, state }) => [name, state])));
      expect(requests.every(({ state }) => isSettled(state))).toBe(true);
      for (const { asked, digest } of requests) expect(digestOf(asked)).toBe(digest);
      expect(await store.verifyAudit()).toMatchObject({ intact: true });
      expect(await store.findUnwatched()).toEqual([]);
      const confirmed = confirmedRuns(bot.terraform);
      expect(confirmed).toEqual([...new Set(confirmed)]);
    },
    240_000,
  );

  test('what the release before writes goes into the tables of this one, so both can run side by side', async () => {
    await insertRows(await emptyDatabase(template), recorded);
  });
}
