import type { Allowlist, Entry } from '../domain/entry.ts';
import type { PeopleList } from '../domain/person.ts';
import { sayCount } from '../domain/say-count.ts';
import { readAllowlist } from '../settings/allowlist-file.ts';
import { connectionNamesIn } from '../settings/connections.ts';
import { SettingsFault } from '../settings/fault.ts';
import { codeOf, readTextFile, sayUnreadable, UndecodableFile } from '../settings/read-text.ts';
import { printTable } from './print-table.ts';

export interface CheckOptions {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly write: (line: string) => void;
}

/**
 * Prints an allowlist's faults (exit code 1), or a table of its entries with warnings (0). A file that cannot be read
 * is 2. Connections are checked against the environment if it has a `TFE_TOKEN…`. Otherwise, as in CI, any name is
 * accepted, and the output says so.
 */
export function runCheck({ file, env, write }: CheckOptions): number {
  const connections = hasToken(env) ? connectionNamesIn(env) : undefined;
  try {
    const { allowlist, names, warnings } = readAllowlist(readTextFile(file), file, connections);
    const rows = allowlist.entries.map((entry) => rowOf(entry, names));
    for (const line of printTable([HEAD, ...rows])) write(line);
    write('');
    if (connections === undefined && allowlist.entries.some(({ connection }) => connection !== undefined)) {
      write('The connections were not checked, since no TFE_TOKEN is set here.');
    }
    for (const warning of warnings) write(`Warning: ${warning}`);
    write(`${file}: ${summarise(allowlist, warnings.length)}`);
    return 0;
  } catch (error) {
    const faults = error instanceof UndecodableFile ? [sayUnreadable(file, error)] : faultsIn(error);
    if (faults === undefined) {
      write(
        `${file} cannot be read (${codeOf(error)}). Check its path and its rights, or name another file: tf-action check <file>`,
      );
      return 2;
    }
    for (const fault of faults) write(fault);
    write(`${file}: ${sayCount(faults.length, 'fault')}.`);
    return 1;
  }
}

/** The faults to print. `undefined` if the file could not be read. Rethrows any other error. */
function faultsIn(error: unknown): readonly string[] | undefined {
  if (error instanceof SettingsFault) return error.faults;
  if (error instanceof Error && 'syscall' in error) return undefined;
  throw error;
}

const hasToken = (env: CheckOptions['env']): boolean =>
  Object.entries(env).some(([name, value]) => /^TFE_TOKEN(?:_|$)/.test(name) && (value ?? '').trim() !== '');

function summarise({ entries, hash }: Allowlist, warnings: number): string {
  const actions = new Set(entries.map(({ action }) => action)).size;
  const environments = new Set(entries.map(({ environment }) => environment)).size;
  const total = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  return `${total} (${sayCount(actions, 'action')} in ${sayCount(environments, 'environment')}), no faults${warnings === 0 ? '' : `, ${sayCount(warnings, 'warning')}`}. SHA-256 ${hash.slice(0, 12)}…`;
}

const HEAD = { cells: ['ACTION', 'ENVIRONMENT', 'WORKSPACE', 'MAY REQUEST', 'MUST APPROVE', 'APPLY'] };

function rowOf(entry: Entry, names: ReadonlyMap<string, string>) {
  const parameters = Object.entries(entry.parameters).map(([name, { type }]) => `${name} (${type})`);
  return {
    cells: cellsOf(entry, names),
    below: [entry.address, ...(parameters.length === 0 ? [] : [`parameters: ${parameters.join(', ')}`])],
  };
}

/** Members of one list are joined by `or`, lists that a person must all be in by `and`. */
function cellsOf(entry: Entry, names: ReadonlyMap<string, string>): readonly string[] {
  const list = ({ everyone, people, groups }: PeopleList): string =>
    [...(everyone ? ['everyone'] : []), ...[...groups, ...people].map((id) => names.get(id) ?? id)].join(' or ');
  return [
    entry.action,
    entry.environment,
    `${entry.organization}/${entry.workspace}${entry.connection === undefined ? '' : ` (${entry.connection})`}`,
    entry.requesters.map(list).join(', and '),
    entry.approval.required.map(({ from, count: places }) => `${places} of ${list(from)}`).join(', and ') || '-',
    entry.apply,
  ];
}
