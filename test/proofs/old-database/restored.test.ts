import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from 'pg-boss';
import { expect, inject, onTestFinished, test } from 'vitest';
import { migrateStore } from '../../../src/assemble/migrate-store.ts';
import { restoreStore } from '../../../src/assemble/restore-store.ts';
import { runBackup } from '../../../src/cli/backup.ts';
import { isSettled, type RequestState } from '../../../src/domain/lifecycle.ts';
import { openStore } from '../../../src/store/store.ts';
import { PEOPLE, startConversation } from '../../conversation.ts';
import { confirmedRuns, createCalls } from '../../one-run.ts';
import { createTestDatabase } from '../../postgres.ts';
import { insertRows, makeOldTables } from './fill-database.ts';
import { fillServices, recordedIds } from './fill-services.ts';
import { readRecorded } from './read-recorded.ts';

const server = inject('postgres');
const recorded = readRecorded();

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase(server ?? '');
  onTestFinished(drop);
  return url;
}

/** Backs the recorded database up, restores it, and returns the address of a server that has the restored one. */
async function restoreRecorded(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-restored-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [dataDir, restored, file] = ['data', 'restored', 'one.backup'].map((name) => join(folder, name));
  const [old, other] = [await emptyDatabase(), await emptyDatabase()];
  await makeOldTables(old);
  await insertRows(old, recorded);
  await migrateStore({ databaseUrl: old }, { dataDir: dataDir ?? '' }, systemClock);
  const complain = (line: string): never => expect.unreachable(line);
  const lines = { write: () => undefined, complain };
  expect(await runBackup({ env: { DATA_DIR: dataDir }, to: file ?? '', ...lines })).toBe(0);
  const clock = { ...systemClock, now: () => Date.parse(recorded.now) };
  await restoreStore({ file: file ?? '', dataDir: restored ?? '', clock, version: '1.0.0' });
  await migrateStore({ dataDir: restored ?? '' }, { databaseUrl: other }, systemClock);
  return other;
}

/** Where a request of the backup ends. */
const endOf = (state: RequestState): RequestState => {
  if (isSettled(state)) return state;
  return state === 'creating' || state === 'running' ? 'unresolved' : 'voided';
};

if (server !== undefined) {
  test('a backup of a database with requests wherever one can stand: each ends where it must, its message says so, and no run is created or confirmed', async () => {
    const url = await restoreRecorded();
    let created = 0;
    const bot = await startConversation({
      ...{ pace: 'manual', outOfLimits: true, allowlist: JSON.stringify(recorded.allowlist) },
      through: async () => url,
      before: async (services) => {
        await fillServices(services, recorded);
        created = createCalls(services.terraform).length;
      },
      terraform: { nextId: recordedIds(recorded) },
    });
    const requests = recorded.rows.filter(({ table }) => table === 'requests').map(({ row }) => row);
    const drawn = requests.filter(
      ({ state, message_ts }) => !isSettled(state as RequestState) && message_ts !== undefined,
    );
    expect(drawn.length).toBeGreaterThan(20);
    for (const { channel, message_ts: ts, environment } of drawn) {
      const read = (): string => {
        const message = bot.slack.sees(PEOPLE.gil, String(channel)).find((one) => one.ts === ts);
        return message === undefined ? '' : bot.slack.readAloud(message);
      };
      await bot.until(() => /restored from a backup/.test(read()), `${environment} is redrawn, and saw ${read()}`);
    }
    await bot.passes(2 * 60 * 60_000);
    expect(createCalls(bot.terraform)).toHaveLength(created);
    expect(confirmedRuns(bot.terraform)).toEqual([]);
    await bot.stop();
    const onError = (error: unknown): void => expect.unreachable(String(error));
    const store = await openStore({ databaseUrl: url, clock: bot.clock, onError });
    onTestFinished(() => store.close());
    const now = await store.requests.findAll(requests.map(({ id }) => String(id)));
    const stateNow = Object.fromEntries(now.map(({ id, state }) => [id, state]));
    expect(stateNow).toEqual(Object.fromEntries(requests.map(({ id, state }) => [id, endOf(state as RequestState)])));
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
    expect(await store.findUnwatched()).toEqual([]);
  }, 240_000);
}
