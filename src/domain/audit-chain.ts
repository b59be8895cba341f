import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit.ts';
import { canonicalJson } from './canonical-json.ts';

/** A record of the audit chain. Hashes are SHA-256 as 64 lower-case hex digits. */
export interface AuditRecord {
  /** The version of the hash format. */
  readonly format: number;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly request: string | undefined;
  readonly actor: string;
  readonly facts: AuditEntry['facts'];
  /** The salted hash of each text that is stored separately, by name. */
  readonly texts: Readonly<Record<string, string>>;
  /** The hash of the previous record; zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** A text that is stored separately, so that it can be deleted while the chain still verifies. */
export interface AuditText {
  readonly seq: number;
  readonly name: string;
  /** 128 random bits as hex, so that a short text cannot be guessed from its hash. */
  readonly salt: string;
  readonly text: string;
}

export type ChainReading =
  | { readonly intact: true; readonly records: number; readonly head: string }
  /** `seq` is the first invalid record. */
  | { readonly intact: false; readonly seq: number; readonly fault: string };

export const CHAIN_START = '0'.repeat(64);

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const hashText = (salt: string, text: string): string => sha256(`${salt}:${text}`);

const hashRecord = ({ hash: _, at, ...record }: AuditRecord): string =>
  sha256(canonicalJson({ ...record, at: at.toISOString() }));

/** Builds the record after `previous`, which is `undefined` at the start. `salts` has one salt per text, by name. */
export function nextRecord(
  previous: Pick<AuditRecord, 'seq' | 'hash'> | undefined,
  entry: AuditEntry,
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

/** The last record of a chain. Kept elsewhere too, because only that reveals records cut off at the end. */
export interface ChainHead {
  /** 0 if there is no record yet. */
  readonly seq: number;
  readonly hash: string;
}

export interface ChainFollower {
  /**
   * Checks the next record, returns its fault if there is one, and continues from the record as it is. Forgotten texts
   * are not a fault.
   */
  take(record: AuditRecord, texts: readonly AuditText[]): string | undefined;
  /** The next record exists but cannot be read. */
  skip(): void;
  /** The last record that was checked. */
  head(): ChainHead;
}

/**
 * Verifies the chain record by record, so that it never has to be in memory as a whole. Part of a chain (`isPart`) may
 * begin anywhere and have gaps.
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
 * Verifies the chain from its start. Changed texts and texts without a record are faults; deleted texts are not. The
 * chain cannot show that records were cut off at its end: compare `head` with one that was kept elsewhere.
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

/** The fault of a record, by itself or as the successor of `before`. An unknown previous hash is not compared. */
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
