import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import pg from 'pg';
import { systemClock } from 'pg-boss';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/store.ts';
import { readMark } from '../../src/store/store-marks.ts';
import { startProcess } from '../bot-process.ts';
import { compiled } from '../compiled.ts';
import { allowlistWith, WORKSPACE } from '../conversation.ts';
import { createTestDatabase } from '../postgres.ts';
import { anasRequest, audit } from '../store/requests.ts';
import { runCommand, type Services, startServices } from './run-command.ts';
import { environmentOf, fillStore } from './running-bot.ts';

const server = inject('postgres');

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase(server ?? '');
  onTestFinished(drop);
  return url;
}

type Place = { readonly dataDir: string } | { readonly databaseUrl: string };

const variablesOf = (services: Services, place: Place): Readonly<Record<string, string>> => {
  const { DATA_DIR: _, ...rest } = environmentOf(services, '');
  return 'dataDir' in place ? { ...rest, DATA_DIR: place.dataDir } : { ...rest, DATABASE_URL: place.databaseUrl };
};

const tfAction = (services: Services, place: Place, ...words: string[]) =>
  runCommand({ folder: services.folder, env: variablesOf(services, place) }, words);

/** What has to come along: requests, decisions, what is owed and when, and the record. */
async function readAll(place: Place): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const { kysely, close } = await openDatabase({ ...place, clock: systemClock, evenMarked: true });
  try {
    const ask = async (text: string) => (await kysely.executeQuery(CompiledQuery.raw(text))).rows;
    return {
      requests: await ask('select * from requests order by id'),
      decisions: await ask('select * from decisions order by request_id, position'),
      jobs: await ask(
        "select data, start_after, singleton_key, retry_count, keep_until from pgboss.job where state in ('created', 'retry') order by id",
      ),
      outbox: await ask('select * from outbox order by id'),
      record: await ask('select * from audit order by seq'),
      texts: await ask('select * from audit_texts order by seq, name'),
      allowlists: await ask('select * from allowlists order by hash'),
    };
  } finally {
    await close();
  }
}

const soon = new Date(Date.now() + 3_600_000);

/** An open request in every state, and one that is settled. */
async function fill(dataDir: string): Promise<void> {
  await fillStore(dataDir, async ({ requests, keepAllowlist }) => {
    await keepAllowlist({ hash: 'f'.repeat(64), text: 'ünï\\ "x"\n', revision: undefined }, new Date(1));
    const given = [
      anasRequest({ deadline: soon }),
      anasRequest({ state: 'awaiting_approval', startedAt: new Date(2), deadline: soon, remindAt: soon }),
      anasRequest({ state: 'approved', startedAt: new Date(2), approvedAt: new Date(3), deadline: soon }),
      anasRequest({ state: 'creating', token: 'a'.repeat(32), creatingSince: new Date(), deadline: soon }),
      anasRequest({ state: 'running', token: 'b'.repeat(32), runId: 'run-1', deadline: soon }),
      anasRequest({ state: 'succeeded', runId: 'run-2', settledAt: new Date() }),
    ];
    for (const request of given)
      await requests.add(request, audit('request.asked', request, { texts: { requester: 'Ana' } }), []);
  });
}

async function startsNot(services: Services, place: Place): Promise<string> {
  const bot = startProcess(variablesOf(services, place));
  expect(await bot.ended).toBe(2);
  return bot.output();
}

if (server !== undefined) {
  test('from a directory to a server and back, with requests in every state: nothing is lost, and no bot starts on what was left', async () => {
    const services = await startServices();
    services.terraform.addWorkspace({ name: WORKSPACE });
    writeFileSync(join(services.folder, 'actions.yml'), allowlistWith());
    const directory = { dataDir: join(services.folder, 'data') };
    const there = { databaseUrl: await emptyDatabase() };
    await fill(directory.dataDir);
    const before = await readAll(directory);
    expect(before.jobs?.length).toBeGreaterThan(5);

    const moved = await tfAction(services, directory, 'migrate', '--to', there.databaseUrl);
    expect(moved).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Moved 6 requests and 6 records from the dir/),
    });
    expect(await readAll(there)).toEqual(before);
    expect(await startsNot(services, directory)).toMatch(
      /could not start: This store was moved to the database tf_action_test_\w+ on .* on 20\d\d-.*Z\. Start the bot with that store/,
    );
    expect(await tfAction(services, directory, 'audit', 'verify')).toMatchObject({
      code: 2,
      said: expect.stringMatching(/This store was moved to/),
    });
    expect(await tfAction(services, directory, 'migrate', '--to', await emptyDatabase())).toMatchObject({
      code: 2,
      said: expect.stringMatching(/This store was moved to/),
    });

    const bot = startProcess(variablesOf(services, there));
    await bot.writes(/"msg":"started"/);
    expect(await tfAction(services, there, 'migrate', '--to', directory.dataDir)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/is in use: a bot holds its lease .*Stop every replica/),
    });
    bot.signal('SIGTERM');
    expect(await bot.ended).toBe(0);
    const grown = await readAll(there);
    expect(grown.record?.length).toBeGreaterThan(6);
    const back = await tfAction(services, there, 'migrate', '--to', directory.dataDir);
    expect(back).toMatchObject({ code: 0 });
    expect(await readAll(directory)).toEqual(grown);
    expect(await tfAction(services, directory, 'audit', 'verify')).toMatchObject({ code: 0 });
    expect(await startsNot(services, there)).toMatch(/This store was moved to the directory .*data on 20/);
    const client = new pg.Client({ connectionString: there.databaseUrl });
    await client.connect();
    await expect(client.query(`update requests set state = 'running'`)).rejects.toThrow(/this store was moved to/);
    await client.end();
    const home = startProcess(variablesOf(services, directory));
    await home.writes(/"msg":"started"/);
    expect(await tfAction(services, directory, 'migrate', '--to', await emptyDatabase())).toMatchObject({
      code: 2,
      said: expect.stringMatching(/is in use by process \d+ .*Stop that one/),
    });
    home.signal('SIGTERM');
    expect(await home.ended).toBe(0);
  }, 240_000);

  test('killed while it copies, before and after the source is marked: one store is usable at most, and running it again finishes it', async () => {
    const services = await startServices();
    writeFileSync(join(services.folder, 'actions.yml'), allowlistWith());
    const directory = { dataDir: join(services.folder, 'data') };
    const there = { databaseUrl: await emptyDatabase() };
    await fill(directory.dataDir);
    const before = await readAll(directory);
    const client = new pg.Client({ connectionString: there.databaseUrl });
    await client.connect();
    onTestFinished(() => client.end());
    await (await openStore({ ...there, clock: systemClock, onError: () => {} })).close();

    await client.query('begin; lock table audit in exclusive mode');
    const child = spawn(process.execPath, [compiled('src/cli/tf-action.ts'), 'migrate', '--to', there.databaseUrl], {
      env: { PATH: process.env.PATH, ...variablesOf(services, directory) },
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (child.exitCode === null) {
      const { rows } = await client.query(`select from pg_locks where not granted`);
      if (rows.length > 0) break;
    }
    child.kill('SIGKILL');
    await ended;
    await client.query('rollback');
    expect(await startsNot(services, there)).toMatch(
      /This store is not complete: the migration from the directory .*data that began on .*Run it again/,
    );
    expect(await tfAction(services, directory, 'audit', 'verify')).toMatchObject({ code: 0 });
    expect(await tfAction(services, directory, 'migrate', '--to', there.databaseUrl)).toMatchObject({ code: 0 });
    expect(await readAll(there)).toEqual(before);

    // As if it had been killed between marking the source and freeing the target.
    const { kysely, close } = await openDatabase({ ...directory, clock: systemClock, evenMarked: true });
    const { id } = (await readMark(kysely)) ?? {};
    await close();
    await client.query(`insert into store_marks values ('copied', $1, 'the directory', now())`, [id]);
    expect(await startsNot(services, there)).toMatch(/This store is not in use yet/);
    expect(await startsNot(services, directory)).toMatch(/This store was moved/);
    expect(await tfAction(services, directory, 'migrate', '--to', there.databaseUrl)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Moved 6 requests and 6 records/),
    });
    expect(await tfAction(services, there, 'audit', 'verify')).toMatchObject({ code: 0 });
  }, 240_000);

  test('what is no empty store, a password on the command line and the same place are refused, and nothing is changed', async () => {
    const services = await startServices();
    const directory = { dataDir: join(services.folder, 'data') };
    const another = { dataDir: join(services.folder, 'another') };
    await fill(directory.dataDir);
    await fill(another.dataDir);
    const refusals: readonly (readonly [readonly string[], RegExp])[] = [
      [['--to', another.dataDir], /another has the data of a bot already, which would be overwritten/],
      [['--to', directory.dataDir], /is the source as well as the target/],
      [
        ['--to', 'postgres://me:secret@localhost/x'],
        /has a password, which others can read.*MIGRATE_TO_DATABASE_URL_FILE/,
      ],
      [[], /--to: is missing\. Give a directory, or set MIGRATE_TO_DATABASE_URL/],
    ];
    for (const [words, why] of refusals) {
      const { code, said } = await tfAction(services, directory, 'migrate', ...words);
      expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(why) });
      expect(said).not.toContain('secret');
    }
    expect(await tfAction(services, directory, 'audit', 'verify')).toMatchObject({ code: 0 });
    const file = join(services.folder, 'url');
    writeFileSync(file, `${await emptyDatabase()}\n`);
    const env = { ...variablesOf(services, directory), MIGRATE_TO_DATABASE_URL_FILE: file };
    expect(await runCommand({ folder: services.folder, env }, ['migrate'])).toMatchObject({ code: 0 });
  }, 240_000);
}
