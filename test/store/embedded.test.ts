import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from 'pg-boss';
import { afterAll, describe, expect, test } from 'vitest';
import { DirectoryInUse } from '../../src/store/directory-lock.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { collectHappenings } from './happenings.ts';
import { loadChild, startChild } from './processes.ts';
import { anasRequest, audit } from './requests.ts';

const KILLS = 20;

describe('the embedded database in its directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-data-'));
  const dataDir = join(folder, 'data');

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
    expect(said.all).toEqual([`Making a new database in ${dataDir}, which takes some seconds.`]);
    expect([dataDir, join(dataDir, 'postgres')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    await store.record.note(audit('refusal'));
    const before = store.database.flushes();
    for (let count = 0; count < 50; count += 1) await store.record.note(audit('refusal'));
    expect(store.database.flushes() - before).toBe(50);
    await store.close();
  });

  test('a second process is refused and told of the first; what the first did is kept once it has gone', async () => {
    const child = startChild('hold the directory', { dataDir });
    await child.says('open');
    const refused = open();
    await expect(refused).rejects.toThrow(DirectoryInUse);
    await expect(refused).rejects.toThrow(`in use by process ${child.pid} on ${hostname()} since 20`);
    const alsoRefused = startChild('hold the directory', { dataDir });
    const { code, errors } = await alsoRefused.ended;
    expect(code).not.toBe(0);
    expect(errors).toContain(`in use by process ${child.pid}`);
    await child.kill();
    const store = await open();
    expect(await store.verifyAudit()).toMatchObject({ intact: true, records: 51 });
    await store.close();
  });

  test('work and the place that a killed process held are taken at once', async () => {
    const worker = startChild('work and never end', { dataDir });
    await worker.says('open');
    await worker.kill();
    const store = await open();
    const request = anasRequest();
    await store.record.add(request, audit('request.asked'), [{ work: 'create_run', at: new Date() }]);
    await store.close();
    const killed = startChild('work and never end', { dataDir });
    await killed.says(`works ${request.id}`);
    await killed.kill();
    const holder = startChild('hold the place', { dataDir });
    await holder.says('held');
    await holder.kill();

    const again = await open();
    const worked = collectHappenings<string>();
    const before = performance.now();
    await again.dueWork.start(async (job) => worked.add(job.requestId));
    expect(await worked.first(1)).toEqual([request.id]);
    const held = collectHappenings<string>();
    await again.dueWork.holdPlace('watcher', async (signal) => {
      held.add('held');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await held.first(1);
    expect(performance.now() - before).toBeLessThan(2_000);
    await again.close();
  });

  test(`${KILLS} kills in the midst of writing lose nothing that was acknowledged`, { timeout: 120_000 }, async () => {
    const acknowledged: string[] = [];
    let next = loadChild('write', { dataDir });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const child = next;
      child.begin();
      if (kill < KILLS) next = loadChild('write', { dataDir });
      await child.lines.first(1 + Math.floor(Math.random() * 20));
      await child.kill();
      acknowledged.push(...child.lines.all);
    }
    expect(acknowledged.every((line) => line.startsWith('added '))).toBe(true);
    const store = await open();
    const there = new Set((await store.record.inStates(['unconfirmed'])).map(({ id }) => `added ${id}`));
    expect(acknowledged.filter((line) => !there.has(line))).toEqual([]);
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
    await store.close();
  });
});
