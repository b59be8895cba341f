import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { systemClock } from 'pg-boss';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { RequestState } from '../../src/domain/lifecycle.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { openStore } from '../../src/store/store.ts';
import { startProcess } from '../bot-process.ts';
import { allowlistWith, CHANNEL, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createTestDatabase } from '../postgres.ts';
import { anasRequest, audit } from '../store/requests.ts';
import { runCommand, startServices } from './run-command.ts';
import { addRecords, environmentOf, fillStore, startBot } from './running-bot.ts';

const IN_STATE: Readonly<Record<string, Partial<ActionRequest>>> = {
  unconfirmed: { deadline: new Date('2026-03-02T03:10:00.000Z') },
  awaiting_approval: { deadline: new Date('2026-03-02T03:30:00.000Z') },
  approved: { approvedAt: new Date('2026-03-02T03:02:00.000Z') },
  creating: { token: 'a'.repeat(32), creatingSince: new Date('2026-03-02T03:02:01.000Z') },
  running: { token: 'b'.repeat(32), runId: 'run-1' },
};

const idOf = (index: number): string => `${index}`.repeat(32);

async function statesIn(dataDir: string): Promise<readonly RequestState[]> {
  const states: RequestState[] = [];
  await fillStore(dataDir, async (store) => {
    const ids = Object.keys(IN_STATE).map((_, index) => idOf(index));
    const byId = new Map((await store.requests.findAll(ids)).map((request) => [request.id, request]));
    states.push(...ids.flatMap((id) => byId.get(id)?.state ?? []));
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
    expect(await store.findUnwatched()).toEqual([]);
  });
  return states;
}

test('a backup with requests in every state is restored: each is settled, nothing is created from it, and the record says so', async () => {
  const services = await startServices();
  services.terraform.addWorkspace({ name: WORKSPACE });
  const { folder } = services;
  const [dataDir, restored] = [join(folder, 'data'), join(folder, 'restored')];
  await fillStore(dataDir, async (store) => {
    for (const [index, [state, given]] of Object.entries(IN_STATE).entries()) {
      const startedAt = state === 'unconfirmed' ? {} : { startedAt: new Date('2026-03-02T03:01:00.000Z') };
      const request = anasRequest({ id: idOf(index), state: state as RequestState, ...startedAt, ...given });
      await store.requests.add(request, audit('request.asked', request, { texts: { requester: 'Ana "x" ü\n' } }), []);
    }
  });
  const tfAction = (directory: string, ...words: string[]) =>
    runCommand({ folder, env: environmentOf(services, directory) }, words);
  const file = join(folder, 'one.backup');
  const head = (await tfAction(dataDir, 'audit', 'verify')).said;
  expect(await tfAction(dataDir, 'backup', '--to', file)).toEqual({
    code: 0,
    said: expect.stringMatching(
      /^Backed up to .*one\.backup: 5 requests and 5 records of .*Z\. Head of the record: 5 /,
    ),
  });
  expect(head).toContain('Head of the record: 5 ');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.includes('draft'))).toEqual([]);
  expect(readdirSync(dataDir).filter((name) => name.includes('draft'))).toEqual([]);
  expect(await tfAction(dataDir, 'backup', '--to', file)).toMatchObject({
    code: 2,
    said: expect.stringMatching(/exists, and a backup overwrites nothing/),
  });

  expect(await tfAction(dataDir, 'restore', file)).toMatchObject({
    code: 2,
    said: expect.stringMatching(/is not empty, and a restore overwrites nothing/),
  });
  mkdirSync(join(restored, 'lost+found'), { recursive: true });
  expect(await tfAction(restored, 'restore', file)).toEqual({
    code: 0,
    said: expect.stringMatching(/Restored 5 requests and 5 records.*\n.*2 unresolved.*3 voided/),
  });
  expect(await statesIn(restored)).toEqual(['voided', 'voided', 'voided', 'unresolved', 'unresolved']);
  const record = (await tfAction(restored, 'audit', 'export')).said.trimEnd().split('\n');
  expect(JSON.parse(record[5] ?? '')).toMatchObject({
    kind: 'store.restored',
    facts: { seq: 5, voided: 3, unresolved: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });

  const bot = await startBot(services, restored);
  const channel = () => services.slack.sees(PEOPLE.ana, CHANNEL).map((message) => services.slack.readAloud(message));
  await services.slack.until(() => channel().filter((text) => /restored from a backup/.test(text)).length >= 4, {
    within: 30_000,
    what: 'the settled requests',
  });
  expect(channel().join('\n')).toMatch(/Unresolved.*Look at the workspace's runs before you ask again/s);
  expect(services.terraform.runs(WORKSPACE)).toEqual([]);
  const second = join(folder, 'two.backup');
  expect(await tfAction(restored, 'backup', '--to', second)).toMatchObject({ code: 0 });
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  const again = join(folder, 'again');
  expect(await tfAction(again, 'restore', second)).toMatchObject({ code: 0 });
  expect(await statesIn(again)).toEqual(['voided', 'voided', 'voided', 'unresolved', 'unresolved']);
}, 240_000);

test('a backup that is damaged, cut off, changed, of a newer version or none at all is refused, and leaves nothing', async () => {
  const services = await startServices();
  const { folder } = services;
  const dataDir = join(folder, 'data');
  await fillStore(dataDir, (store) => addRecords(store, 20));
  const tfAction = (directory: string, ...words: string[]) =>
    runCommand({ folder, env: environmentOf(services, directory) }, words);
  const file = join(folder, 'good.backup');
  expect(await tfAction(dataDir, 'backup', '--to', file)).toMatchObject({ code: 0 });
  const bytes = readFileSync(file);
  const lines = gunzipSync(bytes).toString();
  const damaged: readonly (readonly [string, Buffer, RegExp])[] = [
    ['cut.backup', bytes.subarray(0, bytes.length - 40), /it is cut off or damaged/],
    ['flipped.backup', Buffer.from(bytes.map((byte, at) => (at === bytes.length - 200 ? byte ^ 1 : byte))), /damaged/],
    ['short.backup', gzipSync(lines.slice(0, lines.lastIndexOf('\nend') + 1)), /it is cut off or damaged/],
    ['person.backup', gzipSync(lines.replace('"requester":"U0CEM00001"', '"requester":"U0BEN00001"')), /damaged/],
    ['record.backup', gzipSync(lines.replace('"kind":"request.asked"', '"kind":"request.tasked"')), /not intact/],
    ['none.backup', Buffer.from('nothing at all'), /it is no backup of tf-action/],
    ['other.backup', gzipSync('{"a":1}\n'), /it is no backup of tf-action/],
    [
      'newer.backup',
      gzipSync(lines.replace(/"version":"[^"]+","tables":"[^"]+"/, '"version":"99.1.0","tables":"9999-later"')),
      /made by version 99\.1\.0, whose tables are those of 9999-later\. This is version \d+\.\d+\.\d+, which knows them up to 00/,
    ],
  ];
  const restored = join(folder, 'restored');
  for (const [name, content, why] of damaged) {
    writeFileSync(join(folder, name), content);
    expect(await tfAction(restored, 'restore', join(folder, name)), name).toEqual({
      code: 2,
      said: expect.stringMatching(why),
    });
    expect(existsSync(restored), name).toBe(false);
  }
  expect(await tfAction(restored, 'restore', join(folder, 'gone.backup'))).toEqual({
    code: 2,
    said: expect.stringMatching(/gone\.backup cannot be restored: there is no such file\./),
  });
  expect(await tfAction(restored, 'restore', folder)).toEqual({
    code: 2,
    said: expect.stringMatching(/cannot be restored: it is a directory\./),
  });
  const nowhere = join(folder, 'nowhere');
  for (const words of [
    ['backup', '--to', join(nowhere, 'a.backup')],
    ['audit', 'export', '--output', join(nowhere, 'a.jsonl')],
  ])
    expect(await tfAction(dataDir, ...words), words.join(' ')).toEqual({
      code: 2,
      said: expect.stringMatching(/^The folder \S+nowhere does not exist\. Create it, or name another file\.\n?$/),
    });
}, 240_000);

const server = inject('postgres');

if (server !== undefined) {
  test('a server that was restored from a dump is settled too, but not while a bot runs on it', async () => {
    const services = await startServices();
    services.terraform.addWorkspace({ name: WORKSPACE });
    const original = await createTestDatabase(server);
    onTestFinished(original.drop);
    const onError = (): void => undefined;
    const store = await openStore({ databaseUrl: original.url, clock: systemClock, onError });
    const open = anasRequest({ state: 'approved', startedAt: new Date(2), approvedAt: new Date(3) });
    await store.requests.add(open, audit('request.asked', open, { texts: { requester: 'Ana' } }), []);
    await store.close();
    // The same rows as a dump of it would give.
    const restored = await createTestDatabase(server, original.url);
    onTestFinished(restored.drop);
    const { DATA_DIR: _, ...others } = environmentOf(services, '');
    const env = { ...others, DATABASE_URL: restored.url };
    const tfAction = (...words: string[]) => runCommand({ folder: services.folder, env }, words);

    for (const words of [['restore'], ['restore', 'one.backup', '--dump'], ['restore', 'one.backup']])
      expect(await tfAction(...words)).toMatchObject({ code: 2, said: expect.stringMatching(/--dump/) });
    expect(await tfAction('backup', '--to', join(services.folder, 'one.backup'))).toMatchObject({
      code: 2,
      said: expect.stringMatching(/With DATABASE_URL, use pg_dump/),
    });
    expect(await tfAction('restore', '--dump')).toEqual({
      code: 0,
      said: expect.stringMatching(/^Settled what was open: 0 unresolved, .* and 1 voided\.\nStart the bot/),
    });
    writeFileSync(join(services.folder, 'actions.yml'), allowlistWith());
    const bot = startProcess(env);
    await bot.writes(/"msg":"started"/);
    expect(await tfAction('restore', '--dump')).toMatchObject({
      code: 2,
      said: expect.stringMatching(/is in use: a bot holds its lease/),
    });
    bot.signal('SIGTERM');
    expect(await bot.ended).toBe(0);
    expect(services.terraform.runs(WORKSPACE)).toEqual([]);
    const said = (await tfAction('audit', 'export')).said;
    expect(said).toContain('"kind":"store.restored"');
    expect(said).toContain('"kind":"request.voided"');
  }, 240_000);
}
