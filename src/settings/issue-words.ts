import type { z } from 'zod';
import { suggest } from '../domain/suggest.ts';
import { eitherOf, type Fault, type Path, printPath } from './fault.ts';
import { keysAt } from './known-keys.ts';

type Issue = z.core.$ZodIssue;

/** The faults of one zod issue: one per unknown key, and for a union those of the intended shape. */
export function faultsOfIssue(issue: Issue, format: z.core.$ZodType, data: unknown): readonly Fault[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(format, data, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: 'key',
      text: sayUnknownKey(key, path, known, (level) => keysAt(format, data, level)),
    }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((inner) => inner.length > 0 && !inner.every(isOtherKind));
    if (meant !== undefined) {
      return meant.flatMap((inner) => faultsOfIssue({ ...inner, path: [...path, ...inner.path] }, format, data));
    }
  }
  return [{ path, at: 'value', text: issue.message }];
}

/** True if a shape does not fit at all, so it was not intended. */
const isOtherKind = ({ path, code }: Issue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

/** One level of each kind, to suggest where a misplaced key belongs. */
const LEVELS: readonly (readonly [string, Path])[] = [
  ['the top of the file', []],
  ['everywhere', ['everywhere']],
  ['an environment', ['environments', '']],
  ['an action', ['actions', '']],
];

function sayUnknownKey(
  key: string,
  path: Path,
  known: readonly string[],
  keysOf: (level: Path) => readonly string[],
): string {
  const near = suggest(key, known);
  if (near.length > 0) return `is not a key of ${nameOf(path)}. Did you mean ${eitherOf(near)}?`;
  const inner = known.find((map) => keysOf([...path, map]).includes(key));
  if (inner !== undefined) return `is not a key of ${nameOf(path)}. Write it under ${inner}: ${inner}: { ${key}: … }.`;
  const homes = LEVELS.filter(([, level]) => keysOf(level).includes(key)).map(([home]) => home);
  if (homes.length > 0) return `is not a key of ${nameOf(path)}. It belongs to ${eitherOf(homes)}.`;
  return `is not a key of ${nameOf(path)}. Take it out, or write one of: ${known.join(', ')}.`;
}

const nameOf = (path: Path): string => (path.length === 0 ? 'the file' : printPath(path));
