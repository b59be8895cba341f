import { type AllowlistFile, allowlistSchema } from './allowlist-schema.ts';
import type { Fault, Path } from './fault.ts';
import type { DefinedNames } from './format-parts.ts';
import { faultsOfIssue } from './issue-words.ts';
import { isMap } from './known-keys.ts';
import { createPathSet } from './path-set.ts';

export interface Shape {
  /** What is left once all that is faulty is taken out; `undefined` where the file is no map at all. */
  readonly file: AllowlistFile | undefined;
  readonly faults: readonly Fault[];
  /** Whether something at the path or around it is faulty already, so that its absence says nothing. */
  readonly isFaulty: (path: Path) => boolean;
  /** Whether one of the ids that the file gives names to is faulty, so that a list with its name seems shorter than it is. */
  readonly hasFaultyIds: (part: 'people' | 'channels') => boolean;
}

/**
 * Holds the data against the format. What is faulty is taken out and the rest is read again, so that whatever depends on
 * good parts alone is reported together with the bad ones. Changes the data.
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

/** What a file and an action cannot do without, empty, so that what stands beside it is still read. */
function bareAt(path: Path): unknown {
  const [first, , third] = path;
  if (path.length === 1 && first === 'version') return 1;
  const isMissedMap = path.length === 1 && (first === 'environments' || first === 'actions');
  return isMissedMap || (path.length === 3 && first === 'actions' && third === 'environments') ? {} : undefined;
}

/**
 * Takes out what stands at the path, with the whole list that it is in, since the items behind it would move up; where
 * nothing stands there, what lacks it. Gives the path that is gone, or `undefined` where nothing would be left.
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
