import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit.ts';
import {
  type AuditRecord,
  type AuditText,
  CHAIN_START,
  nextRecord,
  verifyChain,
} from '../../src/domain/audit-chain.ts';

const AT = new Date('2026-03-02T03:12:04.000Z');
const SALT = '00112233445566778899aabbccddeeff';

const approved = (count: number): AuditEntry => ({
  kind: 'request.approved',
  request: 'r1',
  actor: 'U0BEN00001',
  facts: { count, through: 'S0SRE00001' },
  texts: { reason: `Because of ticket ${count}` },
});

function chainOf(length: number): { records: AuditRecord[]; texts: AuditText[] } {
  const records: AuditRecord[] = [];
  const texts: AuditText[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const entry = approved(seq);
    records.push(nextRecord(records.at(-1), entry, AT, { reason: SALT }));
    texts.push({ seq, name: 'reason', salt: SALT, text: entry.texts?.reason ?? '' });
  }
  return { records, texts };
}

describe('the chain of audit records', () => {
  test('an empty chain is intact', () => {
    expect(verifyChain([], [])).toEqual({ intact: true, records: 0, head: CHAIN_START });
  });

  test('a chain verifies with its texts, with some of them, and with none', () => {
    const { records, texts } = chainOf(5);
    const intact = { intact: true, records: 5, head: records[4]?.hash };
    expect(verifyChain(records, texts)).toEqual(intact);
    expect(verifyChain(records, texts.slice(2))).toEqual(intact);
    expect(verifyChain(records, [])).toEqual(intact);
  });

  test('the order in which facts were written does not matter, so any JSON column can hold them', () => {
    const one = nextRecord(undefined, { ...approved(1), facts: { a: 1, b: 'x' } }, AT, { reason: SALT });
    expect(verifyChain([{ ...one, facts: { b: 'x', a: 1 } }], [])).toMatchObject({ intact: true });
  });

  test('the same text has another hash under another salt, and no text is hashed without one', () => {
    const hash = (salt: string): string | undefined =>
      nextRecord(undefined, approved(1), AT, { reason: salt }).texts.reason;
    expect(hash(SALT)).not.toBe(hash(SALT.replace('0', '1')));
    expect(() => nextRecord(undefined, approved(1), AT, {})).toThrow('The text reason of an audit record has no salt.');
  });

  test.each<[string, (records: AuditRecord[], texts: AuditText[]) => [AuditRecord[], AuditText[]], number, RegExp]>([
    ['taken out', (records, texts) => [records.toSpliced(2, 1), texts], 3, /Record 3 is missing: record 4 stands/],
    ['cut off at the start', (records, texts) => [records.slice(1), texts], 1, /Record 1 is missing/],
    [
      'swapped',
      (records, texts) => [[0, 2, 1, 3, 4].flatMap((at) => records[at] ?? []), texts],
      2,
      /Record 2 is missing/,
    ],
    ['cut off at the end with its text left', (records, texts) => [records.slice(0, 4), texts], 5, /no such record/],
    [
      'put in',
      (records, texts) => [
        [...records, nextRecord({ seq: 5, hash: CHAIN_START }, approved(6), AT, { reason: SALT })],
        texts,
      ],
      6,
      /Record 6 does not follow the one before it/,
    ],
    [
      'given a text it never had',
      (records, texts) => [records, [...texts, { seq: 2, name: 'name', salt: SALT, text: 'Ana' }]],
      2,
      /The text name of record 2 was changed/,
    ],
  ])('a record %s is found', (_, tamper, seq, fault) => {
    const { records, texts } = chainOf(5);
    expect(verifyChain(...tamper(records, texts))).toEqual({ intact: false, seq, fault: expect.stringMatching(fault) });
  });

  test('whatever one character of a record or text is changed to, it is found', () => {
    const { records, texts } = chainOf(3);
    const written = JSON.stringify({ records, texts });
    const character = fc.constantFrom(...'0123456789abcdefxyzABC_ .-');
    fc.assert(
      fc.property(fc.nat(written.length - 1), character, (at, put) => {
        fc.pre(/[0-9a-zA-Z]/.test(written[at] ?? '') && written[at] !== put);
        const changed = parse(`${written.slice(0, at)}${put}${written.slice(at + 1)}`);
        // A time can be written in several ways.
        fc.pre(changed !== undefined && JSON.stringify(changed) !== written);
        expect(changed && verifyChain(changed.records, changed.texts).intact).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** `undefined` if it is not a record any more, because a key, the syntax or the time was changed. */
function parse(written: string): { records: AuditRecord[]; texts: AuditText[] } | undefined {
  try {
    const { records, texts } = JSON.parse(written);
    const dated = records.map((record: AuditRecord) => ({ ...record, at: new Date(record.at) }));
    const readable = dated.every(({ at }: AuditRecord) => !Number.isNaN(at.getTime()));
    return readable && Array.isArray(texts) ? { records: dated, texts } : undefined;
  } catch {
    return undefined;
  }
}
