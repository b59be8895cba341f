import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { systemClock } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type AuditExportOptions, runAuditExport } from '../../src/cli/audit-export.ts';
import { runAuditForget } from '../../src/cli/audit-forget.ts';
import { readHead, readTime } from '../../src/cli/audit-options.ts';
import { type AuditVerifyOptions, runAuditVerify } from '../../src/cli/audit-verify.ts';
import { nextRecord } from '../../src/domain/audit-chain.ts';
import { exportAudit } from '../../src/flows/record/export-audit.ts';
import { lockDirectory } from '../../src/store/directory-lock.ts';
import { openStore } from '../../src/store/store.ts';
import { createTestDatabase } from '../postgres.ts';
import { anasRequest, audit } from '../store/requests.ts';

const server = inject('postgres');
const request = anasRequest({ state: 'denied', settledAt: new Date('2026-03-02T04:00:00.000Z') });
const FORMULA = '=HYPERLINK("https://evil.example","look, here")';

let folder = '';
let env: Readonly<Record<string, string>> = {};
let drop = async (): Promise<void> => undefined;

/** Ana asked, Ben denied with a formula as the reason, and there were 30 refusals. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tf-action-audit-'));
  const database = server === undefined ? undefined : await createTestDatabase(server);
  env = database === undefined ? { DATA_DIR: join(folder, 'data') } : { DATABASE_URL: database.url };
  drop = async () => database?.drop();
  const onError = (error: unknown): never => {
    throw error;
  };
  const place = database === undefined ? { dataDir: join(folder, 'data') } : { databaseUrl: database.url };
  const store = await openStore({ ...place, clock: systemClock, onError });
  await store.requests.add(request, audit('request.asked', request, { texts: { requester: 'Ana' } }), []);
  await store.requests.note(
    audit('request.denied', request, {
      actor: 'U0BEN00001',
      facts: { counted_through: 'S0SRE00001' },
      texts: { reason: FORMULA },
    }),
  );
  for (let index = 3; index <= 32; index += 1)
    await store.requests.note(audit(`refusal.${index}`, undefined, { texts: {} }));
  await store.close();
});
afterAll(async () => {
  await drop();
  rmSync(folder, { recursive: true });
});

async function exported(options: Partial<AuditExportOptions> = {}): Promise<string> {
  const stdout = new PassThrough();
  const complaints: string[] = [];
  const code = await runAuditExport({
    ...{ format: 'jsonl', env, stdout, ...options },
    complain: (line) => void complaints.push(line),
  });
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
  stdout.end();
  return text(stdout);
}

async function verify(options: Partial<AuditVerifyOptions> = {}): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const hear = (line: string): void => void said.push(line);
  const code = await runAuditVerify({ heads: [], isPart: false, env, write: hear, complain: hear, ...options });
  return { code, said: said.join('\n') };
}

let untouched: string | undefined;

/** Verifies an export whose lines somebody changed. */
async function verifyEdited(
  edit: (lines: string[]) => readonly string[],
  options: Partial<AuditVerifyOptions> = {},
): Promise<{ code: number; said: string }> {
  untouched ??= await exported();
  const lines = untouched.split('\n').filter((line) => line !== '');
  const file = join(folder, 'edited.jsonl');
  writeFileSync(file, `${edit(lines).join('\n')}\n`);
  return verify({ file, ...options });
}

const headIn = (said: string): string => /Head of the record: (\d+ [0-9a-f]{64})/.exec(said)?.[1] ?? '';

describe('an exported record', () => {
  test('verifies without the database, and has the head that the database has', async () => {
    const file = await verifyEdited((lines) => lines);
    expect(file.code).toBe(0);
    expect(file.said).toMatch(/^32 records are intact\.\nHead of the record: 32 [0-9a-f]{64}$/);
    expect(await verify()).toEqual(file);
    const heads = readHead(headIn(file.said).replace(' ', ':'), readHead(headIn(file.said), []));
    expect((await verify({ heads })).code).toBe(0);
  });

  test('with a byte flipped anywhere in a line does not verify', async () => {
    const [, line = ''] = (await exported()).split('\n');
    for (let at = 0; at < line.length; at += 7) {
      const flipped = String.fromCharCode(line.charCodeAt(at) ^ 1);
      const { code, said } = await verifyEdited((lines) =>
        lines.with(1, `${line.slice(0, at)}${flipped}${line.slice(at + 1)}`),
      );
      expect({ at, code }).toEqual({ at, code: 1 });
      expect(said).toMatch(/[Rr]ecord 2 |[Ll]ine 2[ ,]|Record 2 is missing/);
    }
  });

  test.each<[string, (lines: string[]) => readonly string[], RegExp]>([
    ['a record taken out', (lines) => lines.toSpliced(6, 1), /^Record 7 is missing: record 8 stands in its place\.$/m],
    [
      'two swapped',
      (lines) => lines.with(6, lines[7] ?? '').with(7, lines[6] ?? ''),
      /^Record 7 is missing: record 8 /m,
    ],
    ['its beginning cut off', (lines) => lines.slice(4), /^Record 1 is missing: record 5 .*\n.*add --part/m],
    [
      'half a line',
      (lines) => lines.with(31, lines[31]?.slice(0, 90) ?? ''),
      /^Line 32 is not a record of an export\.$/m,
    ],
    ['nothing in it', () => [], /^There is no record in /],
  ])('with %s is found out', async (_, edit, what) => {
    const { code, said } = await verifyEdited(edit);
    expect(said).toMatch(what);
    expect(code).toBe(1);
  });

  test('with its end cut off holds by itself, and not against a head that was kept elsewhere', async () => {
    const heads = readHead(headIn((await verify()).said), []);
    expect(await verifyEdited((lines) => lines.slice(0, 20))).toMatchObject({ code: 0 });
    expect(await verifyEdited((lines) => lines.slice(0, 20), { heads })).toMatchObject({
      code: 1,
      said: expect.stringMatching(/The record ends at 20, but a head kept elsewhere is 32: its end was cut off/),
    });
  });

  test('of one request is a part, and says that it is no more', async () => {
    const file = join(folder, 'part.jsonl');
    writeFileSync(file, await exported({ request: request.id }));
    expect(await verify({ file, isPart: true })).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^2 records are intact\./),
    });
    writeFileSync(file, (await exported({ request: request.id })).replace('request.denied', 'request.denies'));
    expect(await verify({ file, isPart: true })).toMatchObject({ code: 1 });
    expect(await exported({ until: new Date('2026-03-02') })).toBe('');
    expect((await exported({ since: readTime('2026-03-02') })).split('\n')).toHaveLength(33);
  });

  test('as csv is RFC 4180, and no cell of it is a formula', async () => {
    const output = join(folder, 'record.csv');
    expect(await exported({ format: 'csv', output })).toBe('');
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith('.draft'))).toEqual([]);
    const rows = readFileSync(output, 'utf8').split('\r\n');
    expect(rows[0]).toBe('seq,at,kind,request,actor,facts,texts,previous,hash');
    expect(rows).toHaveLength(34);
    const quoted = JSON.stringify({ reason: FORMULA }).replaceAll('"', '""');
    expect(rows[2]).toContain(`,U0BEN00001,"{""counted_through"":""S0SRE00001""}","${quoted}",`);
  });
});

test.each(['=1+1', '+1', '-1', '@SUM(1)', '\tx', '\rx', '\nx', 'a,"b"'])(
  'a cell with %j is text in csv',
  async (written) => {
    const record = nextRecord(
      undefined,
      { kind: 'x', request: written, actor: 'U0ANA00001', facts: { state: null, count: 1 } },
      new Date(0),
      {},
    );
    const pages = async function* () {
      yield { records: [record], texts: [] };
    };
    const chunks: string[] = [];
    for await (const chunk of exportAudit({ pages }, 'csv', {})) chunks.push(chunk);
    const cell = /^1,1970-01-01T00:00:00\.000Z,x,(.*),U0ANA00001,/s.exec(chunks[1] ?? '')?.[1] ?? '';
    expect(cell).not.toMatch(/^"?[=+\-@\t\r\n]/);
    const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    expect([written, `'${written}`]).toContain(read);
  },
);

describe('what cannot be done is said, and is 2', () => {
  test('there is no such file, or no record where the environment points', async () => {
    expect(await verify({ file: join(folder, 'nothing.jsonl') })).toMatchObject({ code: 2 });
    expect(await verify({ isPart: true })).toMatchObject({ code: 2 });
    const nowhere = { DATA_DIR: join(folder, 'nowhere') };
    expect(await verify({ env: nowhere })).toEqual({
      code: 2,
      said: expect.stringMatching(
        /^There is no record in .*nowhere\. Set DATA_DIR or DATABASE_URL as it is set for the bot/,
      ),
    });
    expect(readdirSync(folder)).not.toContain('nowhere');
    expect(await verify({ env: { DATA_DIR: 'a', DATABASE_URL: 'postgres://b' } })).toMatchObject({ code: 2 });
  });

  test('the bot runs on the directory', async () => {
    const directory = join(folder, 'held');
    mkdirSync(join(directory, 'postgres'), { recursive: true });
    writeFileSync(join(directory, 'postgres', 'PG_VERSION'), '17');
    const lock = await lockDirectory(directory, () => new Date());
    try {
      expect(await verify({ env: { DATA_DIR: directory } })).toEqual({
        code: 2,
        said: expect.stringMatching(
          /is open in process \d+ .*answers no commands.*earlier version: stop it, run this again, and start it again\./,
        ),
      });
    } finally {
      await lock.release();
    }
  });
});

test('a person is forgotten, and the record and an earlier export of it still verify', async () => {
  const before = await exported();
  const head = headIn((await verify()).said);
  const said: string[] = [];
  const hear = (line: string): void => void said.push(line);
  expect(await runAuditForget({ person: 'U0ANA00001', env, write: hear, complain: hear })).toBe(0);
  expect(said).toEqual([expect.stringMatching(/^Forgotten of U0ANA00001: 2 texts and what 1 requests said\./)]);
  const after = await exported();
  expect(after).not.toMatch(/"Ana"|HYPERLINK/);
  expect(before).toMatch(/"Ana".*\n.*HYPERLINK/);
  expect(after).toContain('"kind":"person.forgotten","actor":"bot","facts":{"texts":2,"person":"U0ANA00001"');
  for (const [name, written] of Object.entries({ before, after })) {
    const file = join(folder, `${name}.jsonl`);
    writeFileSync(file, written);
    expect(await verify({ file, heads: readHead(head, []) })).toMatchObject({ code: 0 });
  }
});
