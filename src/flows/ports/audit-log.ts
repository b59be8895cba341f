import type { AuditRecord, AuditText } from '../../domain/audit-chain.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';

/** Which records; each that is given has to hold. */
export interface AuditFilter {
  /** Written at or after. */
  readonly since?: Date;
  /** Written before. */
  readonly until?: Date;
  readonly request?: string;
}

/** Some records in their order, with those of their texts that were not forgotten. */
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

/** The record as a whole: read in pages, since years of it do not fit into memory, and made to forget. */
export interface AuditLog {
  pages(filter?: AuditFilter): AsyncIterable<AuditPage>;
  /** The newest record, `undefined` where there is none. */
  last(): Promise<AuditRecord | undefined>;
  /** The first record behind the end of the chain that a text speaks of: one that was cut off. */
  findStrayText(): Promise<number | undefined>;
  /**
   * Forgets names, free text and parameter values of a person, and writes down that it did. While they have requests that
   * are open it changes nothing, and gives those.
   */
  forgetPerson(person: PersonId): Promise<Forgotten | { readonly open: readonly ActionRequest[] }>;
  /** Forgets one page of what is older, and writes that down; says whether there may be more. */
  forgetOlder(than: Date): Promise<boolean>;
}
