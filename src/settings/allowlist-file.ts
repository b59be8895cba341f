import { createHash } from 'node:crypto';
import type { Allowlist, Entry, EntryOrigins } from '../domain/entry.ts';
import { type AllowlistFile, allowlistSchema } from './allowlist-schema.ts';
import { buildEntries } from './build-entries.ts';
import { warningsInTexts } from './cut-texts.ts';
import { type Fault, type LocatedFault, type Position, printPath, SettingsFault } from './fault.ts';
import { faultsInFreezes } from './freeze-faults.ts';
import { type Connections, definedNames, faultsInNames } from './name-faults.ts';
import { readFileKeys } from './read-file-keys.ts';
import { readShape } from './read-shape.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/**
 * Reads `config/actions.yml`. Throws one `SettingsFault` with every fault as `file:line:column path: what is wrong, and the
 * way out`.
 */
export const parseAllowlist = (text: string, file: string, connections: Connections): Allowlist =>
  readAllowlist(text, file, connections).allowlist;

/** Like `parseAllowlist`, and also returns the file's names for ids, and warnings. */
export function readAllowlist(
  text: string,
  file: string,
  connections: Connections,
): {
  readonly allowlist: Allowlist;
  readonly names: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
} {
  const source = readYaml(text, file);
  const { written, entries, origins, faults, warnings } = readEntries(source, connections);
  if (written === undefined || faults.length > 0) throw new SettingsFault(sayAll(faults, file));
  const named = [...Object.entries(written.people ?? {}), ...Object.entries(written.channels ?? {})];
  return {
    allowlist: {
      hash: createHash('sha256').update(text).digest('hex'),
      text,
      entries,
      origins,
      ...readFileKeys(written),
    },
    names: new Map(named.map(([name, id]) => [id, name])),
    warnings: sayAll(warnings, file),
  };
}

function readEntries(
  source: YamlSource,
  connections: Connections,
): {
  readonly written: AllowlistFile | undefined;
  readonly entries: readonly Entry[];
  readonly origins: readonly EntryOrigins[];
  readonly faults: readonly LocatedFault[];
  readonly warnings: readonly LocatedFault[];
} {
  const data = source.toData();
  const defined = definedNames(data);
  const inNames = faultsInNames(data, defined, connections);
  const shape = readShape(data, defined);
  const { file, faults } = shape;
  const built =
    file === undefined
      ? { entries: [], origins: [], faults: [], warnings: [] }
      : buildEntries(file, connections, shape);
  const hidden = new Set(
    source.faults.filter(({ hidesValue }) => hidesValue === true).map(({ position }) => printPosition(position)),
  );
  const inFreezes = file === undefined ? [] : faultsInFreezes(file);
  const locate = (fault: Fault): LocatedFault => ({ ...fault, position: source.locate(fault.path, fault.at) });
  const located = [...inNames, ...faults, ...built.faults, ...inFreezes]
    .map(locate)
    .filter(({ position }) => !hidden.has(printPosition(position)));
  const { entries, origins } = built;
  const inTexts = warningsInTexts(source.commented, allowlistSchema(), source.toData());
  const warnings = [...built.warnings.map(locate), ...inTexts];
  return { written: file, entries, origins, faults: [...source.faults, ...located], warnings };
}

const printPosition = ({ line, column }: Position): string => `${line}:${column}`;

function sayAll(faults: readonly LocatedFault[], file: string): readonly string[] {
  const sorted = [...faults].sort(
    (one, other) => one.position.line - other.position.line || one.position.column - other.position.column,
  );
  const lines = sorted.map(({ position, path, text }) => {
    const where = printPath(path);
    return `${file}:${printPosition(position)} ${where === '' ? '' : `${where}: `}${text}`;
  });
  return [...new Set(lines)];
}
