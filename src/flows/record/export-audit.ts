import type { AuditRecord, AuditText } from '../../domain/audit-chain.ts';
import { type AuditFilter, type AuditLog, textsBySeq } from '../ports/audit-log.ts';

export type ExportFormat = 'jsonl' | 'csv';

/** The lines of an export with their line ends, page by page. */
export async function* exportAudit(
  log: Pick<AuditLog, 'pages'>,
  format: ExportFormat,
  filter: AuditFilter,
): AsyncGenerator<string> {
  if (format === 'csv') yield printCells(COLUMNS);
  const print = format === 'csv' ? printCsvRow : printJsonLine;
  for await (const { records, texts } of log.pages(filter)) {
    const aside = textsBySeq(texts);
    yield records.map((record) => print(record, aside.get(record.seq) ?? [])).join('');
  }
}

/** One record as a line of JSON from which the chain can be verified. Of a forgotten text only the hash is left. */
export function printJsonLine(record: AuditRecord, texts: readonly AuditText[]): string {
  const { format, seq, at, kind, request, actor, facts, previous, hash } = record;
  const withTexts = Object.fromEntries(
    Object.entries(record.texts).map(([name, textHash]) => {
      const aside = texts.find((text) => text.name === name);
      return [name, { hash: textHash, ...(aside && { salt: aside.salt, text: aside.text }) }];
    }),
  );
  const time = at.toISOString();
  return `${JSON.stringify({ format, seq, at: time, kind, request, actor, facts, texts: withTexts, previous, hash })}\n`;
}

const COLUMNS = ['seq', 'at', 'kind', 'request', 'actor', 'facts', 'texts', 'previous', 'hash'];

function printCsvRow(record: AuditRecord, texts: readonly AuditText[]): string {
  const { seq, at, kind, request = '', actor, facts, previous, hash } = record;
  const readable = Object.fromEntries(texts.map(({ name, text }) => [name, text]));
  const cells = [String(seq), at.toISOString(), kind, request, actor];
  return printCells([...cells, JSON.stringify(facts), JSON.stringify(readable), previous, hash]);
}

/** RFC 4180: lines end with CR LF, and cells with a comma, quote or line break are quoted. */
const printCells = (cells: readonly string[]): string => `${cells.map(printCell).join(',')}\r\n`;

function printCell(cell: string): string {
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Spreadsheets take cells that begin like this for formulas, and people can type into cells. A leading apostrophe makes
 * them text.
 */
const FORMULA = /^[=+\-@\t\r\n]/;
