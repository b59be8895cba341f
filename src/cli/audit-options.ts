import { InvalidArgumentError } from 'commander';
import type { ChainHead } from '../domain/audit-chain.ts';
import type { ExportFormat } from '../flows/record/export-audit.ts';

/** Parses the arguments of the audit commands. */

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Parses a day in UTC, or a time with its zone. */
export function readTime(text: string): Date {
  const time = new Date(text);
  if (!TIME.test(text) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Write a day (2026-11-24, in UTC) or a time with its zone (2026-11-24T09:00:00Z).');
  }
  return time;
}

export function readFormat(text: string): ExportFormat {
  if (text === 'jsonl' || text === 'csv') return text;
  throw new InvalidArgumentError('Write jsonl or csv.');
}

/** Parses `1234:<hash>`, or `1234 <hash>` as the message in the audit channel writes it. */
export function readHead(text: string, earlier: readonly ChainHead[]): readonly ChainHead[] {
  const [, seq, hash] = /^(\d{1,10})[: ]([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new InvalidArgumentError('A head is written <number>:<hash>. The hash has 64 hex digits.');
  }
  return [...earlier, { seq: Number(seq), hash }];
}

export function readPerson(text: string): string {
  if (/^[UW][A-Z0-9]{2,20}$/.test(text)) return text;
  throw new InvalidArgumentError('A person is a Slack member id, such as U0123456789.');
}
