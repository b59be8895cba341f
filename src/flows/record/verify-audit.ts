import { type AuditRecord, type ChainHead, followChain, sayStrayText } from '../../domain/audit-chain.ts';
import { type AuditLog, type AuditPage, textsBySeq } from '../ports/audit-log.ts';

/** At most this many faults are listed. */
const FAULTS_AT_MOST = 20;

/** Something unreadable in place of a record. */
export interface Unreadable {
  readonly unreadable: string;
}

export interface VerifyOptions {
  /** Heads that were kept elsewhere. */
  readonly heads: readonly ChainHead[];
  /** Only a part of the record is given: it starts anywhere and may have gaps. */
  readonly isPart: boolean;
}

export interface AuditReading {
  /** In the order of the record; empty if there are none. */
  readonly faults: readonly string[];
  /** There were more faults than `faults` lists. */
  readonly cutShort: boolean;
  readonly records: number;
  /** The number of the first record. */
  readonly first: number | undefined;
  readonly head: ChainHead;
}

/** Verifies the chain while reading it, and that it contains every head that was kept elsewhere. */
export async function verifyAudit(
  pages: AsyncIterable<AuditPage | Unreadable>,
  { heads, isPart }: VerifyOptions,
): Promise<AuditReading> {
  const chain = followChain({ isPart });
  const faults: string[] = [];
  const wanted = new Map<number, readonly ChainHead[]>();
  for (const head of heads) wanted.set(head.seq, [...(wanted.get(head.seq) ?? []), head]);
  let records = 0;
  let first: number | undefined;
  for await (const page of pages) {
    if ('unreadable' in page) {
      faults.push(page.unreadable);
      // The fault is reported above. The records after it are still compared with each other.
      chain.skip();
    } else {
      const aside = textsBySeq(page.texts);
      for (const record of page.records) {
        const fault = chain.take(record, aside.get(record.seq) ?? []) ?? compare(record, wanted.get(record.seq) ?? []);
        wanted.delete(record.seq);
        records += 1;
        first ??= record.seq;
        if (fault !== undefined) faults.push(fault);
      }
    }
    if (faults.length > FAULTS_AT_MOST) break;
  }
  const cutShort = faults.length > FAULTS_AT_MOST;
  const head = chain.head();
  if (!cutShort) faults.push(...[...wanted.keys()].filter((seq) => seq > 0).map((seq) => sayMissing(seq, head)));
  return { faults: faults.slice(0, FAULTS_AT_MOST), cutShort, records, first, head };
}

/** Like `verifyAudit`, for the bot's own store. */
export async function verifyAuditLog(log: AuditLog, heads: readonly ChainHead[]): Promise<AuditReading> {
  const reading = await verifyAudit(log.pages(), { heads, isPart: false });
  const stray = reading.cutShort ? undefined : await log.findStrayText();
  return stray === undefined ? reading : { ...reading, faults: [...reading.faults, sayStrayText(stray)] };
}

/**
 * Somebody with access to the database can write a new chain that is valid in itself. Only a head from elsewhere shows
 * that.
 */
const compare = (record: AuditRecord, heads: readonly ChainHead[]): string | undefined =>
  heads.every(({ hash }) => hash === record.hash)
    ? undefined
    : `Record ${record.seq} is not the one that the head kept elsewhere names: it, or something before it, was written anew.`;

const sayMissing = (seq: number, head: ChainHead): string =>
  seq > head.seq
    ? `The record ends at ${head.seq}, but a head kept elsewhere is ${seq}: its end was cut off.`
    : `Record ${seq}, which a head kept elsewhere names, is not there.`;
