import fs, { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from 'pg-boss';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { DirectoryInUse } from '../../src/store/directory-lock.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { collectHappenings } from './happenings.ts';
import { killChildren, loadChild, startChild } from './processes.ts';
import { audit } from './requests.ts';

/**
 * Each round is a process that starts, opens the database after a crash and dies. That takes seconds, so there are
 * fewer by default.
 */
const KILLS = process.env.TF_ACTION_TEST_ALL === '1' ? 20 : 2;

/** Observes every file that this process syncs to the disk, by inode. */
function watchFlushes(): { readonly flushed: readonly number[]; readonly end: () => void } {
  const { fdatasyncSync, fsyncSync } = fs;
  const flushed: number[] = [];
  const seen =
    (flush: (file: number) => void) =>
    (file: number): void => {
      flush(file);
      flushed.push(fs.fstatSync(file).ino);
    };
  const replace = (flushes: Pick<typeof fs, 'fdatasyncSync' | 'fsyncSync'>): void => {
    Object.assign(fs, flushes);
    syncBuiltinESMExports();
  };
  replace({ fdatasyncSync: seen(fdatasyncSync), fsyncSync: seen(fsyncSync) });
  const end = (): void => replace({ fdatasyncSync, fsyncSync });
  onTestFinished(end);
  return { flushed, end };
}

describe('the embedded database in its directory', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-data-'));
  const dataDir = join(folder, 'data');

  afterEach(killChildren);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const open = (): Promise<Store> =>
    openStore({
      dataDir,
      clock: systemClock,
      onError: (error) => {
        throw error;
      },
    });

  test('a new directory is the owner’s alone, and one commit is one write through to the disk', async () => {
    const said = collectHappenings<string>();
    const store = await openStore({
      dataDir,
      clock: systemClock,
      log: said.add,
      onError: (error) => said.add(String(error)),
    });
    expect(said.all).toEqual([`Creating a new database in ${dataDir}.`]);
    expect([dataDir, join(dataDir, 'postgres')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    await store.requests.note(audit('refusal'));
    const { flushed, end } = watchFlushes();
    for (let count = 0; count < 50; count += 1) await store.requests.note(audit('refusal'));
    end();
    const folderOfLog = join(dataDir, 'postgres', 'pg_wal');
    const log = readdirSync(folderOfLog).map((name) => statSync(join(folderOfLog, name)).ino);
    expect(flushed.filter((inode) => log.includes(inode))).toHaveLength(50);
    await store.close();
  });

  test('a second process is refused and told of the first; when that is killed, its work and its place are taken at once', async () => {
    const child = startChild('work and never end', { dataDir });
    const [requestId = ''] = (await child.says('works ')).split(' ').slice(1);
    await child.says('held');
    const refused = open();
    await expect(refused).rejects.toThrow(DirectoryInUse);
    await expect(refused).rejects.toThrow(`in use by process ${child.pid} on ${hostname()} since 20`);
    const { code, errors } = await startChild('work and never end', { dataDir }).ended;
    expect(code).not.toBe(0);
    expect(errors).toContain(`in use by process ${child.pid}`);
    await child.kill();

    const store = await open();
    expect(await store.verifyAudit()).toMatchObject({ intact: true, records: 52 });
    const taken = collectHappenings<string>();
    await store.dueWork.start(async (job) => taken.add(job.requestId));
    expect(await taken.first(1)).toEqual([requestId]);
    await store.dueWork.acquireLease('watcher', async (signal) => {
      taken.add('watcher');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    expect(await taken.first(2)).toEqual([requestId, 'watcher']);
    await store.close();
  });

  test(`${KILLS} kills in the midst of writing lose nothing that was acknowledged`, async () => {
    const acknowledged: string[] = [];
    let next = loadChild('write', { dataDir });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const child = next;
      child.begin();
      if (kill < KILLS) next = loadChild('write', { dataDir });
      await child.saysLines(1 + Math.floor(Math.random() * 20));
      await child.kill();
      acknowledged.push(...child.lines.all);
    }
    expect(acknowledged.every((line) => line.startsWith('added '))).toBe(true);
    const store = await open();
    const there = new Set((await store.requests.inStates(['unconfirmed'])).map(({ id }) => `added ${id}`));
    expect(acknowledged.filter((line) => !there.has(line))).toEqual([]);
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
    await store.close();
  });
});
