import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit.ts';
import { canonicalJson } from './digest.ts';

/** One record of the chain. Every hash is SHA-256 as 64 lower-case hex digits. */
export interface AuditRecord {
  /** How the hash is made; a later way of making it gets another number. */
  readonly format: 1;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly request: string | undefined;
  readonly actor: string;
  readonly facts: AuditEntry['facts'];
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

/**
 * Follows the chain from its start. Texts that are no longer there are no fault, changed ones are, and so are texts that no
 * record speaks of. Records cut off at the end cannot be seen from inside: compare `head` with one that was kept elsewhere.
 */
export function verifyChain(records: Iterable<AuditRecord>, texts: Iterable<AuditText>): ChainReading {
  const aside = new Map<number, AuditText[]>();
  for (const text of texts) aside.set(text.seq, [...(aside.get(text.seq) ?? []), text]);
  let before: AuditRecord | undefined;
  for (const record of records) {
    const fault = faultOf(record, before, aside.get(record.seq) ?? []);
    if (fault !== undefined) return { intact: false, seq: (before?.seq ?? 0) + 1, fault };
    aside.delete(record.seq);
    before = record;
  }
  for (const seq of aside.keys()) {
    return { intact: false, seq, fault: `There is a text of record ${seq}, but no such record.` };
  }
  return { intact: true, records: before?.seq ?? 0, head: before?.hash ?? CHAIN_START };
}

function faultOf(
  record: AuditRecord,
  before: AuditRecord | undefined,
  texts: readonly AuditText[],
): string | undefined {
  const expected = (before?.seq ?? 0) + 1;
  if (record.seq !== expected) return `Record ${expected} is missing: record ${record.seq} stands in its place.`;
  if (record.previous !== (before?.hash ?? CHAIN_START))
    return `Record ${record.seq} does not follow the one before it.`;
  if (record.hash !== hashRecord(record)) return `Record ${record.seq} was changed after it was written.`;
  const changed = texts.find(({ name, salt, text }) => record.texts[name] !== hashText(salt, text));
  return changed && `The text ${changed.name} of record ${record.seq} was changed after it was written.`;
}
