import type { Kysely } from 'kysely';
import type { AuditLog } from '../flows/ports/audit-log.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { RandomHex } from './audit-log.ts';
import { findStrayText, readAuditPages, readLastRecord } from './audit-pages.ts';
import { forgetOlder, forgetPerson } from './forget.ts';
import type { Tables } from './tables.ts';

export function createAuditLog(parts: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
}): AuditLog {
  const { kysely, clock, randomHex } = parts;
  const forgetting = { now: () => new Date(clock.now()), randomHex };
  return {
    pages: (filter) => readAuditPages(kysely, filter),
    last: () => readLastRecord(kysely),
    findStrayText: () => findStrayText(kysely),
    forgetPerson: (person) => forgetPerson(kysely, person, forgetting),
    forgetOlder: (than) => forgetOlder(kysely, than, forgetting),
  };
}
