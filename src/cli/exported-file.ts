import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { AuditText } from '../domain/audit-chain.ts';
import { parseJson } from '../domain/json-object.ts';
import type { AuditPage } from '../flows/ports/audit-log.ts';
import { printJsonLine } from '../flows/record/export-audit.ts';
import type { Unreadable } from '../flows/record/verify-audit.ts';
import { isUtf16, UndecodableFile, UTF16 } from '../settings/read-text.ts';

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

/** Reads the records of a jsonl file from `audit export`, one line at a time. */
export async function* readExported(file: string): AsyncGenerator<AuditPage | Unreadable> {
  let number = 0;
  const input = Readable.from(decodePieces(createReadStream(file)));
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line !== '') yield readLine(line, number);
    }
  } catch (error) {
    if (!(error instanceof UndecodableFile)) throw error;
    yield { unreadable: `${file} ${error.message}` };
  }
}

/** Decodes strictly: silently replaced bytes would look as if somebody had changed the record. */
async function* decodePieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  for await (const piece of pieces) {
    if (isFirst && isUtf16(piece)) throw new UndecodableFile(UTF16);
    isFirst = false;
    yield decodeOrThrow(() => decoder.decode(piece, { stream: true }));
  }
  yield decodeOrThrow(() => decoder.decode());
}

function decodeOrThrow(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new UndecodableFile('is not UTF-8. Use the file exactly as it was exported.');
  }
}

/** Parses a line. The same content in other bytes was also changed by somebody. */
function readLine(line: string, number: number): AuditPage | Unreadable {
  const read = exported.safeParse(parseJson(line));
  if (!read.success) return { unreadable: `Line ${number} is not a record of an export.` };
  const { texts, request, ...record } = read.data;
  const hashes = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.hash]));
  const aside = Object.entries(texts).flatMap(([name, { salt, text }]): readonly AuditText[] =>
    salt === undefined || text === undefined ? [] : [{ seq: record.seq, name, salt, text }],
  );
  const one = { ...record, request, texts: hashes };
  if (printJsonLine(one, aside) !== `${line}\n`) {
    return {
      unreadable: `Line ${number}, record ${record.seq}, is not in the form that an export has, so it was changed.`,
    };
  }
  return { records: [one], texts: aside };
}
