import { type AllowlistFile, allowlistSchema } from './allowlist-schema.ts';
import type { Fault, Path } from './fault.ts';
import type { DefinedNames } from './format-parts.ts';
import { faultsOfIssue } from './issue-words.ts';
import { isMap } from './known-keys.ts';
import { createPathSet } from './path-set.ts';

export interface Shape {
  /** The data without its faulty parts. `undefined` if the file is not a map. */
  readonly file: AllowlistFile | undefined;
  readonly faults: readonly Fault[];
  /** True if the path or one of its parents has a fault, so its absence means nothing. */
  readonly isFaulty: (path: Path) => boolean;
  /** True if a named id has a fault, so a list with that name is not really shorter. */
  readonly hasFaultyIds: (part: 'people' | 'channels') => boolean;
}

/**
 * Checks data against the format. Removes faulty parts and reads again, so that checks across several parts are
 * reported too. Changes the data.
 */
export function readShape(data: unknown, defined: DefinedNames): Shape {
  const format = allowlistSchema(defined);
  const faults: Fault[] = [];
  const gone = createPathSet();
  const isFaulty = gone.hasAround;
  const hasFaultyIds: Shape['hasFaultyIds'] = (part) => isFaulty([part]) || gone.hasBelow([part]);
  for (;;) {
    const read = format.safeParse(data);
    if (read.success) return { file: read.data, faults, isFaulty, hasFaultyIds };
    const found = read.error.issues.flatMap((issue) => faultsOfIssue(issue, format, data));
    faults.push(...found.filter(({ path }) => !isFaulty(path)));
    const taken = createPathSet();
    for (const { path } of found) {
      if (taken.hasAround(path)) continue;
      const out = takeOut(data, path);
      if (out === undefined) return { file: undefined, faults, isFaulty, hasFaultyIds };
      taken.add(out);
      gone.add(out);
    }
  }
}

/** Adds required parts as empty ones, so that the parts beside them are still read. */
function bareAt(path: Path): unknown {
  const [first, , third] = path;
  if (path.length === 1 && first === 'version') return 1;
  const isMissedMap = path.length === 1 && (first === 'environments' || first === 'actions');
  return isMissedMap || (path.length === 3 && first === 'actions' && third === 'environments') ? {} : undefined;
}

/**
 * Removes the value at a path; for an item, its whole list, since later indexes would change. If nothing is there,
 * removes the map that lacks it. Returns the removed path, or `undefined` if nothing would be left.
 */
function takeOut(data: unknown, path: Path): Path | undefined {
  const list = path.findIndex((step) => typeof step === 'number');
  const here = list === -1 ? path : path.slice(0, list);
  const last = here.at(-1);
  if (last === undefined) return undefined;
  const parent = here
    .slice(0, -1)
    .reduce<unknown>((value, step) => (isMap(value) ? Reflect.get(value, step) : value), data);
  if (!isMap(parent)) return undefined;
  const bare = bareAt(here);
  if (bare !== undefined) Reflect.set(parent, last, bare);
  else if (!Object.hasOwn(parent, last)) return takeOut(data, here.slice(0, -1));
  else Reflect.deleteProperty(parent, last);
  return here;
}
