import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChainHead } from '../../src/domain/audit-chain.ts';
import { type AuditReading, verifyAuditLog } from '../../src/flows/record/verify-audit.ts';
import { appendAudit } from '../../src/store/audit-log.ts';
import { createAuditLog } from '../../src/store/create-audit-log.ts';
import type { Tables } from '../../src/store/tables.ts';
import { audit } from './requests.ts';
import { createDatabase, engines, START, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

const RECORDS = 30;
const randomHex = (bytes: number): string => 'ab'.repeat(bytes);

describe.each(engines)('somebody who can write the database on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;
  let head: ChainHead;

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(stoppedClock());
    for (let index = 1; index <= RECORDS; index += 1) await store.requests.note(audit(`refusal.${index}`));
    head = { seq: RECORDS, hash: (await store.auditLog.last())?.hash ?? '' };
  });
  afterAll(() => database.drop());

  /** The result of verifying after the tampering, which is then undone. */
  async function verifyAfter(
    tamper: (transaction: Transaction<Tables>) => Promise<unknown>,
    heads: readonly ChainHead[] = [],
  ): Promise<AuditReading> {
    let reading: AuditReading | undefined;
    const undone = new Error('undone');
    const tampering = store.database.kysely.transaction().execute(async (transaction) => {
      await sql`alter table audit disable trigger user`.execute(transaction);
      await tamper(transaction);
      const parts = { kysely: transaction, clock: stoppedClock(), randomHex };
      reading = await verifyAuditLog(createAuditLog(parts), heads);
      throw undone;
    });
    await expect(tampering).rejects.toBe(undone);
    if (reading === undefined) throw new Error('Nothing was verified.');
    return reading;
  }

  const withoutTexts = (from: number, to: number) => (transaction: Transaction<Tables>) =>
    transaction.deleteFrom('auditTexts').where('seq', '>=', from).where('seq', '<=', to).execute();

  test('has done nothing yet', async () => {
    expect(await verifyAuditLog(store.auditLog, [head, { seq: 0, hash: '0'.repeat(64) }])).toEqual({
      faults: [],
      cutShort: false,
      records: RECORDS,
      first: 1,
      head,
    });
  });

  test.each([
    [
      'one character of a fact',
      sql`update audit set facts = '{"count": 2, "state": null}' where seq = 7`,
      /was changed/,
    ],
    ['the way a record is read', sql`update audit set format = 2 where seq = 7`, /has the format 2/],
    ['a text', sql`update audit_texts set text = 'Ben' where seq = 7`, /^The text name of record 7 was changed/],
    ['a hash', sql`update audit set previous = 'x' where seq = 7`, /does not follow the one before it/],
  ])('changes %s, and it is found at the record', async (_, statement, fault) => {
    const { faults } = await verifyAfter((transaction) => statement.execute(transaction));
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults[0]).toContain('ecord 7');
  });

  test('takes a record out, and it is found', async () => {
    const { faults } = await verifyAfter(async (transaction) => {
      await withoutTexts(7, 7)(transaction);
      await sql`delete from audit where seq = 7`.execute(transaction);
    });
    expect(faults).toEqual(['Record 7 is missing: record 8 stands in its place.']);
  });

  test('swaps two records, and both are found', async () => {
    const { faults } = await verifyAfter(async (transaction) => {
      await withoutTexts(7, 8)(transaction);
      for (const [from, to] of [
        [7, -1],
        [8, 7],
        [-1, 8],
      ]) {
        await sql`update audit set seq = ${to} where seq = ${from}`.execute(transaction);
      }
    });
    expect(faults).toEqual([
      'Record 7 does not follow the one before it.',
      'Record 8 does not follow the one before it.',
      'Record 9 does not follow the one before it.',
    ]);
  });

  test('cuts the end off, which only a head that was kept elsewhere tells', async () => {
    const cut = async (transaction: Transaction<Tables>) => {
      await withoutTexts(26, RECORDS)(transaction);
      await sql`delete from audit where seq > 25`.execute(transaction);
    };
    expect(await verifyAfter(cut)).toMatchObject({ faults: [], records: 25 });
    expect((await verifyAfter(cut, [head])).faults).toEqual([
      'The record ends at 25, but a head kept elsewhere is 30: its end was cut off.',
    ]);
    const rewritten = await verifyAfter(
      async (transaction) => {
        await cut(transaction);
        for (let seq = 26; seq <= 31; seq += 1) await appendAudit(transaction, audit('made.up'), START, randomHex);
      },
      [head],
    );
    expect(rewritten.faults).toEqual([
      expect.stringMatching(/^Record 30 is not the one that the head kept elsewhere names/),
    ]);
  });

  test('cuts the end off and forgets a text of it', async () => {
    const { faults } = await verifyAfter(async (transaction) => {
      await sql`alter table audit_texts drop constraint audit_texts_seq_fkey`.execute(transaction);
      await sql`delete from audit where seq > 29`.execute(transaction);
    });
    expect(faults).toEqual(['There is a text of record 30, but no such record.']);
  });
});
