import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { collectHappenings } from './happenings.ts';
import { killChildren, startChild } from './processes.ts';
import { audit } from './requests.ts';
import { createDatabase, engines, type TestDatabase } from './stores.ts';

/** What only a server allows: several processes on one database. */
describe.each(engines.filter((engine) => engine === 'postgres'))('replicas on %s', (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase(engine);
  });
  afterEach(killChildren);
  afterAll(() => database.drop());

  const untilAborted = (signal: AbortSignal): Promise<void> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  test('five that open a new database at the same time all find it ready', async () => {
    const other = await createDatabase(engine);
    const stores = await Promise.all(Array.from({ length: 5 }, () => other.open()));
    await Promise.all(stores.map((store) => store.requests.note(audit('refusal'))));
    expect(await stores[0]?.verifyAudit()).toMatchObject({ intact: true, records: 5 });
    await other.drop();
  });

  test('connections that the server ends are replaced, and nothing falls over', async () => {
    const [one, two] = [await database.open(), await database.open()];
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'tf-action' and datname = current_database() and pid <> pg_backend_pid()
    `.execute(two.database.kysely);
    await vi.waitFor(() => one.requests.note(audit('refusal')), 5_000);
    expect(await two.verifyAudit()).toMatchObject({ intact: true });
    await one.close();
    await two.close();
  });

  test('a connection that the server ends in the midst of a transaction fails that transaction alone', async () => {
    const [one, two] = [await database.open(), await database.open()];
    const lost = one.database.kysely.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid}::int)`.execute(two.database.kysely);
      await vi.waitFor(async () => {
        const { rows: left } = await sql`select from pg_stat_activity where pid = ${rows[0]?.pid}::int`.execute(
          two.database.kysely,
        );
        expect(left).toEqual([]);
      }, 5_000);
      await sql`select 1`.execute(transaction);
    });
    await expect(lost).rejects.toThrow();
    await one.requests.note(audit('refusal'));
    await one.close();
    await two.close();
  });

  test('one holds a place; when it stops another has it at once', async () => {
    const [one, two] = [await database.open(), await database.open()];
    const held = collectHappenings<string>();
    const hold = (name: string) => async (signal: AbortSignal) => {
      held.add(name);
      await untilAborted(signal);
    };
    await one.dueWork.acquireLease('hcp', hold('one'));
    await held.first(1);
    await two.dueWork.acquireLease('hcp', hold('two'));
    const stopped = performance.now();
    await one.close();
    expect(await held.first(2)).toEqual(['one', 'two']);
    expect(performance.now() - stopped).toBeLessThan(2_500);
    await two.close();
  });

  test('the place of a killed process is taken over within 15 s, and its work soon after', {
    timeout: 40_000,
  }, async () => {
    const survivor = await database.open();
    const child = startChild('work and never end', database.place);
    const [requestId] = (await child.says('works ')).split(' ').slice(1);
    await child.says('held');

    const takenOver = collectHappenings<string>();
    await survivor.dueWork.start(async (job) => takenOver.add(job.requestId));
    await survivor.dueWork.acquireLease('watcher', async (signal) => {
      takenOver.add('watcher');
      await untilAborted(signal);
    });
    await child.kill();
    const killed = performance.now();
    expect(await takenOver.first(1)).toEqual(['watcher']);
    expect(performance.now() - killed).toBeLessThan(15_000);
    expect(await takenOver.first(2)).toContain(requestId);
    expect(performance.now() - killed).toBeLessThan(30_000);
    await survivor.close();
  });
});
