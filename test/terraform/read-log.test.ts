import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { nextTurn, until } from './hand-clock.ts';
import {
  connect,
  type Reply,
  type ScriptedServer,
  type SeenCall,
  startServer,
  TOKEN,
  watch,
} from './scripted-server.ts';

const SECRET_PATH = '/_archivist/v1/object/dmF1bHQ6the-secret-of-the-log';
const line = (type: string, fields: object = {}): string =>
  `${JSON.stringify({ '@level': 'info', '@message': type, '@module': 'terraform.ui', type, ...fields })}\n`;
const VERSION = line('version');
const errored = (error: string): string => line('action_errored', { hook: { error } });
const marked = (text: string): string => `\u0002${text}\u0003`;

type Serve = (offset: number, limit: number, call: SeenCall) => Reply | 'hang' | 'reset';
const bytesOf =
  (text: string): Serve =>
  (offset, limit) => ({ body: Buffer.from(text).subarray(offset, offset + limit) });

/** A server whose plan and apply have their log at its own address, unless `where` returns another one. */
async function serve(log: Serve, attributes: object = {}, where: (server: ScriptedServer) => string = ownLog) {
  const server: ScriptedServer = await startServer((call) => {
    const { pathname, searchParams } = new URL(call.url, 'http://x');
    if (!pathname.startsWith('/api/')) {
      return log(Number(searchParams.get('offset')), Number(searchParams.get('limit')), call);
    }
    const [, id = ''] = /\/api\/v2\/\w+\/(.*)/.exec(pathname) ?? [];
    const type = id.startsWith('plan') ? 'plans' : 'applies';
    const known = { status: 'finished', 'log-read-url': where(server), ...attributes };
    return { body: { data: { id, type, attributes: known } } };
  });
  const pieces = (): readonly SeenCall[] => server.calls.filter(({ url }) => !url.startsWith('/api/'));
  return { ...connect(server.url), server, pieces };
}
const ownLog = (server: ScriptedServer): string => `${server.url}${SECRET_PATH}`;

test('a whole log is counted, in pieces, without a token and without anything unpacked', async () => {
  const text = `${VERSION}${line('action_complete')}${line('filler', { padding: 'é✓'.repeat(40_000) })}${errored('Schlüssel weg ✓')}`;
  const { terraform, pieces } = await serve(bytesOf(marked(text)));
  expect(await terraform.readApplyLog({}, 'apply-1')).toEqual({
    structured: true,
    started: 0,
    completed: 1,
    errored: 1,
    plannedInvocations: undefined,
    excerpt: 'Schlüssel weg ✓',
  });
  expect(pieces().length).toBeGreaterThan(2);
  for (const { headers, url } of pieces()) {
    expect(headers).not.toHaveProperty('authorization');
    expect(headers['accept-encoding']).toBe('identity');
    expect(new URL(url, 'http://x').searchParams.get('limit')).toBe('65536');
  }
});

test('characters that lie across the border of two pieces stay whole', async () => {
  const text = `${VERSION}${errored('✓'.repeat(400))}`;
  const data = Buffer.from(marked(text));
  const { terraform } = await serve((offset) => ({ body: data.subarray(offset, offset + 100) }));
  expect((await terraform.readApplyLog({}, 'apply-1'))?.excerpt).toBe('✓'.repeat(400));
});

test('a log that has begun and not ended is looked at again, and then tells nothing good', async () => {
  let text = `\u0002${VERSION}${line('action_complete')}`;
  const { terraform, clock, pieces } = await serve((offset, limit, call) => bytesOf(text)(offset, limit, call));
  const ended = terraform.readApplyLog({}, 'apply-1');
  await until(() => pieces().length === 2, 'the empty piece');
  text += '\u0003';
  await clock.pass(500);
  expect(await ended).toMatchObject({ completed: 1, errored: 0 });

  text = `\u0002${VERSION}${line('action_complete')}`;
  const unfinished = terraform.readApplyLog({}, 'apply-1');
  for (const wait of [500, 1_000, 2_000]) await clock.pass(wait);
  expect(await unfinished).toMatchObject({ structured: true, completed: 0, errored: 0 });
});

test('an empty log, and one of a server without marks', async () => {
  const empty = await serve(() => ({ body: '' }));
  expect(await empty.terraform.readPlanLog({}, 'plan-1')).toMatchObject({ completed: 0, excerpt: undefined });
  const bare = await serve(bytesOf(`${VERSION}${line('action_complete')}`));
  expect(await bare.terraform.readApplyLog({}, 'apply-1')).toMatchObject({ structured: true, completed: 1 });
});

test('of a plain log of 1 GB a little more than a megabyte is read: its start and its end', async () => {
  const size = 1_000_000_000;
  const start = Buffer.from('\u0002Terraform v1.15.4\nError: an old try\n');
  const end = Buffer.from('\n│ Error: the last word\n╵\n\u0003');
  const filler = Buffer.alloc(64 * 1024, 'x'.repeat(99).concat('\n'));
  let sent = 0;
  const { terraform, pieces, clock } = await serve((offset, limit) => {
    const from = Math.min(offset, size);
    const body = Buffer.from(filler.subarray(0, Math.min(limit, size - from)));
    if (from < start.length) start.copy(body, 0, from);
    const endFrom = size - end.length - from;
    if (endFrom < body.length) end.copy(body, Math.max(0, endFrom), Math.max(0, -endFrom));
    sent += body.length;
    return { body };
  });
  const reading = terraform.readApplyLog({}, 'apply-1');
  for (let second = 0; second < 2; second += 1) await clock.pass(1_000);
  const { structured, excerpt } = (await reading) ?? {};
  expect(structured).toBe(false);
  expect(excerpt).toMatch(/^Error: the last word\n\(The log is too long to be read whole/);
  expect(sent).toBeLessThan(2 * 1024 * 1024);
  expect(pieces().length).toBeLessThan(60);
});

test('of a structured log of 20 MB every line is read, in larger pieces', async () => {
  const filler = line('apply_progress', { padding: 'é'.repeat(400) });
  const parts = [VERSION, errored('in the midst'), errored('at the end')].map((part) => Buffer.from(part));
  const block = Buffer.from(filler.repeat(Math.ceil(1_048_576 / Buffer.byteLength(filler))));
  const pieces20 = [
    Buffer.from('\u0002'),
    parts[0],
    ...Array(10).fill(block),
    parts[1],
    ...Array(10).fill(block),
    parts[2],
  ];
  const log = Buffer.concat([...pieces20.filter((piece) => piece !== undefined), Buffer.from('\u0003')]);
  const { terraform, clock, pieces } = await serve((offset, limit) => ({ body: log.subarray(offset, offset + limit) }));
  const reading = terraform.readApplyLog({}, 'apply-1');
  await clock.pass(1_000);
  expect(await reading).toMatchObject({ structured: true, errored: 2, excerpt: 'in the midst\n\nat the end' });
  expect(Math.max(...pieces().map(({ url }) => Number(/limit=(\d+)/.exec(url)?.[1])))).toBe(1_048_576);
});

test('a structured log that is still coming after 8 s is gone on with at its end, and says that it is not whole', async () => {
  const size = 1_000_000_000;
  const filler = Buffer.from(line('apply_progress', { padding: 'x'.repeat(2 ** 20) })).subarray(0, 2 ** 20);
  const start = Buffer.from(`\u0002${VERSION}${errored('early')}${line('action_complete')}`);
  const end = Buffer.from(`\n${errored('late')}\u0003`);
  const { terraform, clock, pieces } = await serve((offset, limit) => {
    if (offset >= 2 ** 20 && offset < size / 2) clock.jump(1_000);
    if (offset < start.length) return { body: Buffer.concat([start, filler]).subarray(offset, limit) };
    if (offset + limit < size - end.length) return { body: filler.subarray(0, limit) };
    return {
      body: Buffer.concat([filler.subarray(0, 1), end]).subarray(Math.max(0, offset - (size - end.length - 1))),
    };
  });
  const reading = watch(terraform.readApplyLog({}, 'apply-1'));
  while (!reading.ended()) await nextTurn(clock, reading.ended);
  expect(await reading.promise).toMatchObject({ structured: true, errored: 2 });
  expect((await reading.promise)?.excerpt).toMatch(/^early\n\nlate\n\(The log is too long to be read whole/);
  expect(pieces().length).toBeLessThan(60);
});

test('a log a little longer than a megabyte is read whole', async () => {
  const text = `${VERSION}${line('action_complete')}${line('filler', { padding: 'x'.repeat(1_150_000) })}${line('action_complete')}`;
  const { terraform } = await serve(bytesOf(marked(text)));
  expect(await terraform.readApplyLog({}, 'apply-1')).toMatchObject({ completed: 2 });
});

test('storage that knows no pieces sends everything, of which a megabyte is taken', async () => {
  const text = Buffer.from(`\u0002${VERSION}${errored('early')}${'x\n'.repeat(2_000_000)}`);
  const { terraform, pieces } = await serve(() => ({ body: text }));
  const reading = await terraform.readApplyLog({}, 'apply-1');
  expect(reading).toMatchObject({ errored: 1 });
  expect(reading?.excerpt).toMatch(/^early\n\(The log is too long to be read whole/);
  expect(pieces().length).toBe(1);
});

test('no log, no reading', async () => {
  for (const attributes of [{ 'log-read-url': null }, { 'log-read-url': undefined }]) {
    const { terraform } = await serve(() => 'reset', attributes);
    expect(await terraform.readPlanLog({}, 'plan-1')).toBeUndefined();
  }
});

test.each([
  'http://127.0.0.1:1/log',
  'http://169.254.169.254/latest/meta-data',
  'ftp://127.0.0.1/log',
  'file:///etc/passwd',
  'https://user:password@127.0.0.1:1/log',
  '/relative',
  'nonsense',
])('a log at %s is not followed', async (address) => {
  const { terraform } = await serve(
    () => 'reset',
    {},
    () => address,
  );
  await expect(terraform.readPlanLog({}, 'plan-1')).rejects.toThrow(/not followed/);
});

test('one redirect is followed, by the same rule, and no second one', async () => {
  const text = marked(`${VERSION}${errored('found')}`);
  const once: Serve = (offset, limit, call) =>
    call.url.startsWith('/moved')
      ? bytesOf(text)(offset, limit, call)
      : { status: 302, headers: { location: `/moved${new URL(call.url, 'http://x').search}` } };
  const { terraform, pieces } = await serve(once);
  expect((await terraform.readApplyLog({}, 'apply-1'))?.excerpt).toBe('found');
  for (const { headers } of pieces()) expect(headers).not.toHaveProperty('authorization');

  const elsewhere = await startServer(() => ({ body: text }));
  const away = await serve(() => ({ status: 307, headers: { location: `${elsewhere.url}/log` } }));
  const outcome = away.terraform.readApplyLog({}, 'apply-1').catch((error: unknown) => error);
  await away.clock.pass(1_000);
  expect(await outcome).toBeInstanceOf(Unreachable);
  expect(elsewhere.calls.length).toBe(0);

  const circle = await serve(() => ({ status: 302, headers: { location: '/again' } }));
  const round = circle.terraform.readApplyLog({}, 'apply-1').catch((error: unknown) => error);
  await circle.clock.pass(1_000);
  expect(await round).toBeInstanceOf(Unreachable);
  expect(circle.pieces().length).toBe(4);
});

test.each<[string, Serve, boolean]>([
  ['403, as for an address that is over', () => ({ status: 403 }), false],
  ['500', () => ({ status: 500 }), true],
  ['a reset', () => 'reset', true],
  [
    'a packed answer',
    () => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(1_000_000)) }),
    false,
  ],
])('%s: Unreachable, in words without the address', async (_, log, isRepeated) => {
  const { terraform, clock, pieces } = await serve(log);
  const outcome = terraform.readPlanLog({}, 'plan-1').catch((error: unknown) => error);
  if (isRepeated) await clock.pass(1_000);
  const error = await outcome;
  expect(error).toBeInstanceOf(Unreachable);
  expect(String(error)).not.toMatch(/archivist|secret/);
  expect(pieces().length).toBe(isRepeated ? 2 : 1);
});

test('an address that is over is asked for anew, once', async () => {
  let asked = 0;
  const good = bytesOf(marked(`${VERSION}${errored('found')}`));
  const { terraform, server } = await serve(
    (offset, limit, call) => (call.url.includes('over') ? { status: 404 } : good(offset, limit, call)),
    {},
    ({ url }) => {
      asked += 1;
      return `${url}/_archivist/${asked === 1 ? 'over' : 'good'}`;
    },
  );
  expect((await terraform.readApplyLog({}, 'apply-1'))?.excerpt).toBe('found');
  expect(asked).toBe(2);
  expect(server.calls.length).toBe(4);

  const never = await serve(
    () => ({ status: 403 }),
    {},
    ({ url }) => {
      asked += 1;
      return `${url}/_archivist/${asked}`;
    },
  );
  await expect(never.terraform.readApplyLog({}, 'apply-1')).rejects.toThrow(Unreachable);
  expect(never.pieces().length).toBe(2);
});

test('of a log whose end hangs it is told what was read of it until then', async () => {
  const text = Buffer.from(`\u0002${VERSION}${errored('early')}{"half of a li`);
  const { terraform, clock, pieces } = await serve((offset) => (offset === 0 ? { body: text } : 'hang'));
  const outcome = terraform.readApplyLog({}, 'apply-1');
  await until(() => pieces().length === 2, 'the second piece');
  clock.jump(15_000);
  expect(await outcome).toMatchObject({ structured: true, completed: 0, errored: 1, brokeOff: true });
  expect((await outcome)?.excerpt).toMatch(/^early\n\(The log came too slowly/);
});

test('a log that comes too slowly is given up after 15 s', async () => {
  const { terraform, clock, pieces } = await serve(() => 'hang');
  const outcome = terraform.readPlanLog({}, 'plan-1').catch((error: unknown) => error);
  await until(() => pieces().length === 1, 'the first piece');
  clock.jump(15_000);
  expect(await outcome).toBeInstanceOf(Unreachable);
  expect(clock.timers()).toEqual([]);
});

test('a failed run without an error in its log shows its last lines, clean and without the token', async () => {
  const lines = `Terraform v1.16.0\n\u001b[1mon linux\u001b[0m\nterraform: killed, token ${TOKEN}\n`;
  const { terraform } = await serve(bytesOf(marked(lines)), { status: 'errored' });
  expect((await terraform.readPlanLog({}, 'plan-1'))?.excerpt).toBe(
    'Terraform v1.16.0\non linux\nterraform: killed, token [masked]',
  );
});
