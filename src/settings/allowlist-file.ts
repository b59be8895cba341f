import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Allowlist } from '../domain/entry.ts';
import { type AllowlistFile, allowlistSchema, type Names } from './allowlist-schema.ts';
import { buildEntries } from './build-entries.ts';
import { type LocatedFault, type Path, printPath, SettingsFault } from './fault.ts';
import { faultOfIssue } from './issue-words.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** The connections that the environment has beside the one without a suffix, each with its organization; `undefined`: any name is taken. */
export type Connections = ReadonlyMap<string, string | undefined> | undefined;

/**
 * Reads `config/actions.yml`. Throws one `SettingsFault` with every fault as `file:line:column path: what is wrong, and the
 * way out`.
 */
export function parseAllowlist(text: string, file: string, connections: Connections): Allowlist {
  const source = readYaml(text, file);
  const names = namesIn(source.toData(), connections);
  const { read, faults, mended } = readInRounds(source, names);
  const built = read === undefined ? { entries: [], faults: [] } : buildEntries(read, connections ?? new Map());
  const caused = (path: Path): boolean => mended.some((taken) => isAround(taken, path) || isAround(path, taken));
  const later = built.faults.filter(({ path, about }) => !caused(about === undefined ? path : [...path, about]));
  const located = [
    ...source.faults,
    ...faults,
    ...later.map((fault) => ({ ...fault, position: source.locate(fault.path, fault.at) })),
  ];
  if (located.length > 0) throw new SettingsFault(sayAll(located, file));
  return { hash: createHash('sha256').update(text).digest('hex'), text, entries: built.entries };
}

const isAround = (outer: Path, inner: Path): boolean => outer.every((step, index) => inner[index] === step);

function sayAll(faults: readonly LocatedFault[], file: string): readonly string[] {
  const sorted = [...faults].sort(
    (one, other) => one.position.line - other.position.line || one.position.column - other.position.column,
  );
  const lines = sorted.map(({ position, path, text }) => {
    const where = printPath(path);
    return `${file}:${position.line}:${position.column} ${where === '' ? '' : `${where}: `}${text}`;
  });
  return [...new Set(lines)];
}

const keysOf = (value: unknown): ReadonlySet<string> =>
  new Set(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []);

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

const namesIn = (data: unknown, connections: Connections): Names => ({
  people: keysOf(field(data, 'people')),
  channels: keysOf(field(data, 'channels')),
  environments: keysOf(field(data, 'environments')),
  connections: connections === undefined ? undefined : new Set(connections.keys()),
});

interface Rounds {
  readonly read: AllowlistFile | undefined;
  readonly faults: readonly LocatedFault[];
  /** What was taken out so that the rest could be read. */
  readonly mended: readonly Path[];
}

/** Nobody makes so many mistakes that depend on each other. */
const MOST_ROUNDS = 12;

/** What is faulty is taken out and the rest is read again, so that everything is reported at once. */
function readInRounds(source: YamlSource, names: Names): Rounds {
  const schema = allowlistSchema(names);
  const data = source.toData();
  const faults: LocatedFault[] = [];
  const mended: Path[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const result = schema.safeParse(data);
    if (result.success) return { read: result.data, faults, mended };
    for (const issue of result.error.issues) {
      for (const fault of faultOfIssue(issue, data)) {
        faults.push({ ...fault, position: source.locate(fault.path, fault.at) });
        mended.push(takeOut(data, fault.path));
      }
    }
    if (
      result.error.issues.some(
        (issue: z.core.$ZodIssue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys',
      )
    )
      break;
  }
  return { read: undefined, faults, mended };
}

/** Takes the value at the path away, or, where it is missing, what should hold it. Gives the path that is gone. */
function takeOut(data: unknown, path: Path): Path {
  const parent = path.slice(0, -1).reduce<unknown>((value, step) => field(value, String(step)), data);
  const last = path.at(-1);
  if (last === undefined || typeof parent !== 'object' || parent === null) return path;
  if (!Object.hasOwn(parent, last) && path.length > 1) return takeOut(data, path.slice(0, -1));
  if (path.length === 1 && last === 'version') Reflect.set(parent, last, 1);
  else if (path.length === 1 && (last === 'environments' || last === 'actions')) Reflect.set(parent, last, {});
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return path;
}
