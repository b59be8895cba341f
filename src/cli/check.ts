import { readFileSync } from 'node:fs';
import type { Allowlist, Entry } from '../domain/entry.ts';
import type { PeopleList } from '../domain/person.ts';
import { parseAllowlist } from '../settings/allowlist-file.ts';
import { connectionNamesIn } from '../settings/connections.ts';
import { SettingsFault } from '../settings/fault.ts';

export interface CheckOptions {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly write: (line: string) => void;
}

/** Prints the faults of an allowlist (1), or a table of its entries (0). A file that cannot be read is 2. */
export function runCheck({ file, env, write }: CheckOptions): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    write(
      `${file} cannot be read (${error instanceof Error && 'code' in error ? error.code : error}); check its path.`,
    );
    return 2;
  }
  const connections = connectionNamesIn(env);
  try {
    const allowlist = parseAllowlist(text, file, connections.size === 0 ? undefined : connections);
    for (const line of printTable(allowlist)) write(line);
    if (connections.size === 0 && allowlist.entries.some(({ connection }) => connection !== undefined)) {
      write('No TFE_…_<CONNECTION> is set here, so the names of connections were not checked.');
    }
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsFault)) throw error;
    for (const fault of error.faults) write(fault);
    write(`${error.faults.length === 1 ? '1 fault' : `${error.faults.length} faults`} in ${file}`);
    return 1;
  }
}

const HEAD = ['ACTION', 'ENVIRONMENT', 'WORKSPACE', 'MAY REQUEST', 'MUST APPROVE', 'APPLY', 'PARAMETERS', 'ADDRESS'];

function printTable({ entries, text, hash }: Allowlist): readonly string[] {
  const names = namesIn(text);
  const rows = [HEAD, ...entries.map((entry) => rowOf(entry, names))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    ...lines,
    '',
    `${entries.length === 1 ? '1 entry' : `${entries.length} entries`}, no faults (${hash.slice(0, 12)})`,
  ];
}

/** The file's own names for ids, for reading the table. */
const namesIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^\s{1,8}([a-z0-9][a-z0-9_-]*):\s*["']?([UWSCG][A-Z0-9]{2,})\b/gm)].map(
      ([, name = '', id = '']) => [id, name],
    ),
  );

function rowOf(entry: Entry, names: ReadonlyMap<string, string>): readonly string[] {
  const list = ({ everyone, people, groups }: PeopleList): string =>
    [...(everyone ? ['everyone'] : []), ...[...people, ...groups].map((id) => names.get(id) ?? id)].join('|');
  return [
    entry.action,
    entry.environment,
    `${entry.organization}/${entry.workspace}${entry.connection === undefined ? '' : ` (${entry.connection})`}`,
    entry.requesters.map(list).join(' & '),
    entry.approval.required.map(({ from, count }) => `${count} of ${list(from)}`).join(', ') || 'nobody',
    entry.apply,
    Object.entries(entry.parameters)
      .map(([name, { type }]) => `${name}:${type}`)
      .join(' ') || '-',
    entry.address,
  ];
}
