import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { AuditText } from '../domain/audit-chain.ts';
import type { AuditPage } from '../flows/audit-log.ts';
import { printJsonLine } from '../flows/export-audit.ts';
import type { Unreadable } from '../flows/verify-audit.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const exported = z.strictObject({
  format: z.int(),
  seq: z.int().positive(),
  at: z.iso.datetime().transform((time) => new Date(time)),
  kind: z.string(),
  request: z.string().optional(),
  actor: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  texts: z.record(z.string(), z.strictObject({ hash, salt: z.string().optional(), text: z.string().optional() })),
  previous: hash,
  hash,
});

/** The records of a file that `audit export` wrote as jsonl, one line at a time. */
export async function* readExported(file: string): AsyncGenerator<AuditPage | Unreadable> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line !== '') yield readLine(line, number);
  }
}

/** A line that says the same in other bytes was touched by somebody too. */
function readLine(line: string, number: number): AuditPage | Unreadable {
  const read = exported.safeParse(parseJson(line));
  if (!read.success) return { unreadable: `Line ${number} is no record of an export.` };
  const { texts, request, ...record } = read.data;
  const hashes = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.hash]));
  const aside = Object.entries(texts).flatMap(([name, { salt, text }]): readonly AuditText[] =>
    salt === undefined || text === undefined ? [] : [{ seq: record.seq, name, salt, text }],
  );
  const one = { ...record, request, texts: hashes };
  if (printJsonLine(one, aside) !== `${line}\n`) {
    return {
      unreadable: `Line ${number}, record ${record.seq}, is not written as an export writes it: it was changed.`,
    };
  }
  return { records: [one], texts: aside };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
