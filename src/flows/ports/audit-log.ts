import type { AuditRecord, AuditText } from '../../domain/audit-chain.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';

/** A filter for records. All given conditions apply. */
export interface AuditFilter {
  /** Written at or after this time. */
  readonly since?: Date;
  /** Written before this time. */
  readonly until?: Date;
  readonly request?: string;
}

/** Consecutive records, with those of their texts that were not forgotten. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly texts: readonly AuditText[];
}

export function textsBySeq(texts: readonly AuditText[]): ReadonlyMap<number, readonly AuditText[]> {
  const bySeq = new Map<number, AuditText[]>();
  for (const text of texts) {
    const others = bySeq.get(text.seq);
    if (others === undefined) bySeq.set(text.seq, [text]);
    else others.push(text);
  }
  return bySeq;
}

/** How much was forgotten. */
export interface Forgotten {
  readonly texts: number;
  readonly requests: number;
}

/** The audit record as a whole. Read in pages, since years of it do not fit into memory. */
export interface AuditLog {
  pages(filter?: AuditFilter): AsyncIterable<AuditPage>;
  /** The newest record, or `undefined` if there is none. */
  last(): Promise<AuditRecord | undefined>;
  /** A record that some text mentions but the chain no longer contains, because its end was cut off. */
  findStrayText(): Promise<number | undefined>;
  /**
   * Forgets a person's names, free text and parameter values, and records that it did. If they have open requests it
   * changes nothing and returns those.
   */
  forgetPerson(person: PersonId): Promise<Forgotten | { readonly open: readonly ActionRequest[] }>;
  /** Forgets one page of old records and records that it did. Returns whether there may be more. */
  forgetOlder(than: Date): Promise<boolean>;
}
