import { createHash } from 'node:crypto';
import type { AnyAuditEntry, AuditFacts } from './audit.ts';
import { canonicalJson } from './canonical-json.ts';

/** One record of the chain. Every hash is SHA-256 as 64 lower-case hex digits. */
export interface AuditRecord {
  /** How the hash is made; a later way of making it gets another number. */
  readonly format: number;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly request: string | undefined;
  readonly actor: string;
  readonly facts: AuditFacts;
  /** By name, the salted hash of each text that is kept aside. */
  readonly texts: Readonly<Record<string, string>>;
  /** The hash of the record before this one; zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** A text that is kept aside, so that it can be deleted and the chain still verifies. */
export interface AuditText {
  readonly seq: number;
  readonly name: string;
  /** 128 random bits as hex, so that a short text cannot be guessed from its hash. */
  readonly salt: string;
  readonly text: string;
}

export type ChainReading =
  | { readonly intact: true; readonly records: number; readonly head: string }
  /** `seq` is the first record that does not hold. */
  | { readonly intact: false; readonly seq: number; readonly fault: string };

export const CHAIN_START = '0'.repeat(64);

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const hashText = (salt: string, text: string): string => sha256(`${salt}:${text}`);

const hashRecord = ({ hash: _, at, ...record }: AuditRecord): string =>
  sha256(canonicalJson({ ...record, at: at.toISOString() }));

/** The record that follows `previous`, `undefined` at the start. `salts` has one for each text, by its name. */
export function nextRecord(
  previous: Pick<AuditRecord, 'seq' | 'hash'> | undefined,
  entry: AnyAuditEntry,
  at: Date,
  salts: Readonly<Record<string, string>>,
): AuditRecord {
  const record: AuditRecord = {
    format: 1,
    seq: (previous?.seq ?? 0) + 1,
    at,
    kind: entry.kind,
    request: entry.request,
    actor: entry.actor,
    facts: entry.facts,
    texts: Object.fromEntries(
      Object.entries(entry.texts ?? {}).map(([name, text]) => {
        const salt = salts[name];
        if (salt === undefined) throw new Error(`The text ${name} of an audit record has no salt.`);
        return [name, hashText(salt, text)];
      }),
    ),
    previous: previous?.hash ?? CHAIN_START,
    hash: '',
  };
  return { ...record, hash: hashRecord(record) };
}

/** The last record of a chain, as it is kept elsewhere: a cut tail is found by it alone. */
export interface ChainHead {
  /** 0 where there is no record yet. */
  readonly seq: number;
  readonly hash: string;
}

export interface ChainFollower {
  /** Says what is wrong with the next record, and goes on from it as it is. Texts that were forgotten are no fault. */
  take(record: AuditRecord, texts: readonly AuditText[]): string | undefined;
  /** Something stands where the next record should be that cannot be read. */
  skip(): void;
  /** The last record that was taken. */
  head(): ChainHead;
}

/**
 * Follows the chain record by record, so that it never has to be in memory as a whole. Of a part of the record only what is
 * in it is held: it begins anywhere and may have gaps.
 */
export function followChain({ isPart = false } = {}): ChainFollower {
  let before: { readonly seq: number; readonly hash: string | undefined } = { seq: 0, hash: CHAIN_START };
  return {
    take(record, texts) {
      const fault = faultOf(record, before, texts, isPart);
      before = record;
      return fault;
    },
    skip() {
      before = { seq: before.seq + 1, hash: undefined };
    },
    head: () => ({ seq: before.seq, hash: before.hash ?? '' }),
  };
}

/**
 * Follows the chain from its start. Texts that are no longer there are no fault, changed ones are, and so are texts that no
 * record speaks of. Records cut off at the end cannot be seen from inside: compare `head` with one that was kept elsewhere.
 */
export function verifyChain(records: Iterable<AuditRecord>, texts: Iterable<AuditText>): ChainReading {
  const aside = new Map<number, AuditText[]>();
  for (const text of texts) aside.set(text.seq, [...(aside.get(text.seq) ?? []), text]);
  const chain = followChain();
  for (const record of records) {
    const seq = chain.head().seq + 1;
    const fault = chain.take(record, aside.get(record.seq) ?? []);
    if (fault !== undefined) return { intact: false, seq, fault };
    aside.delete(record.seq);
  }
  for (const seq of aside.keys()) return { intact: false, seq, fault: sayStrayText(seq) };
  const { seq, hash } = chain.head();
  return { intact: true, records: seq, head: hash };
}

export const sayStrayText = (seq: number): string => `There is a text of record ${seq}, but no such record.`;

/** What is wrong with a record by itself and behind the one before it; a hash that is not known cannot be compared. */
function faultOf(
  record: AuditRecord,
  before: { readonly seq: number; readonly hash: string | undefined },
  texts: readonly AuditText[],
  isPart: boolean,
): string | undefined {
  const { seq } = record;
  const expected = before.seq + 1;
  if (isPart && seq < expected) return `Record ${seq} stands behind record ${before.seq}.`;
  if (!isPart && seq !== expected) return `Record ${expected} is missing: record ${seq} stands in its place.`;
  const follows = before.hash === undefined || record.previous === before.hash;
  if (seq === expected && !follows) {
    return `Record ${seq} does not follow the one before it.`;
  }
  if (record.format !== 1) return `Record ${seq} has the format ${record.format}, which this version does not know.`;
  if (record.hash !== hashRecord(record)) return `Record ${seq} was changed after it was written.`;
  const changed = texts.find(({ name, salt, text }) => record.texts[name] !== hashText(salt, text));
  return changed && `The text ${changed.name} of record ${seq} was changed after it was written.`;
}
