import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../../src/domain/audit-chain.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, START, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

describe.each(engines)('the audit record on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;
  let replica: TestStore;

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(stoppedClock());
    replica = engine === 'postgres' ? await database.open() : store;
  });
  afterAll(() => database.drop());

  test('records written at the same time by two replicas make one chain without gaps', async () => {
    const writers = Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? store : replica).requests.note(audit(`refusal.${index}`)),
    );
    await Promise.all(writers);
    const { records, texts } = await readAudit(store.database.kysely);
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(new Set(texts.map(({ salt }) => salt)).size).toBe(60);
    expect(await store.verifyAudit()).toEqual({ intact: true, records: 60, head: records.at(-1)?.hash });
  });

  test('a record says what, who and when, and names stand only aside', async () => {
    const request = anasRequest({ requester: 'U0DEE00001' });
    await store.requests.add(request, audit('request.asked', request), []);
    const { records, texts } = await readAudit(store.database.kysely);
    expect(records.at(-1)).toMatchObject({
      kind: 'request.asked',
      request: request.id,
      actor: 'U0ANA00001',
      at: START,
    });
    expect(records.at(-1)?.facts).toEqual({ state: 'unconfirmed', count: 1 });
    expect(JSON.stringify(records)).not.toContain('"Ana"');
    expect(texts.at(-1)).toMatchObject({ seq: records.at(-1)?.seq, name: 'name', text: 'Ana' });
    expect(texts.at(-1)?.salt).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['update', sql`update audit set kind = 'request.denied' where seq = 1`],
    ['delete', sql`delete from audit where seq = 60`],
    ['truncate', sql`truncate audit cascade`],
  ])('the database refuses to %s a record', async (_, statement) => {
    await expect(statement.execute(store.database.kysely)).rejects.toThrow(/never changed or deleted/);
  });

  test('a person can be forgotten and the chain still verifies; a changed text does not', async () => {
    const { kysely } = store.database;
    await kysely.deleteFrom('auditTexts').where('seq', '=', 3).execute();
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
    await kysely.updateTable('auditTexts').set({ text: 'Bob' }).where('seq', '=', 5).execute();
    expect(await store.verifyAudit()).toEqual({
      intact: false,
      seq: 5,
      fault: 'The text name of record 5 was changed after it was written.',
    });
    await kysely.updateTable('auditTexts').set({ text: 'Ana' }).where('seq', '=', 5).execute();
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
  });

  test.each([
    ['kind', sql`update audit set kind = 'refusal.x' where seq = 7`],
    ['time', sql`update audit set at = at + interval '1 millisecond' where seq = 7`],
    ['actor', sql`update audit set actor = 'bot' where seq = 7`],
    ['request', sql`update audit set request = 'x' where seq = 7`],
    ['facts', sql`update audit set facts = '{"state": null, "count": 2}' where seq = 7`],
    ['texts', sql`update audit set texts = '{}' where seq = 7`],
  ])('a changed %s is found, whoever went round the database’s refusal', async (_, statement) => {
    const { kysely } = store.database;
    const undone = new Error('undone');
    const tampering = kysely.transaction().execute(async (transaction) => {
      await sql`alter table audit disable trigger user`.execute(transaction);
      await statement.execute(transaction);
      const rows = await transaction.selectFrom('audit').selectAll().orderBy('seq').execute();
      const records = rows.map((row) => ({ ...row, format: 1, request: row.request ?? undefined }) as never);
      expect(verifyChain(records, [])).toMatchObject({ intact: false, seq: 7 });
      throw undone;
    });
    await expect(tampering).rejects.toBe(undone);
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
  });
});
