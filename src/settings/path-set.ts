import type { Path } from './fault.ts';

/** A set of paths with fast lookups, so that a file with many faults is still read quickly. */
export interface PathSet {
  readonly add: (path: Path) => void;
  /** True if the path or one of its parents was added. */
  readonly hasAround: (path: Path) => boolean;
  /** True if something below the path was added. */
  readonly hasBelow: (path: Path) => boolean;
}

export function createPathSet(): PathSet {
  const added = new Set<string>();
  const parents = new Set<string>();
  const nameOf = (path: Path): string => JSON.stringify(path);
  return {
    add: (path) => {
      added.add(nameOf(path));
      for (const length of path.keys()) parents.add(nameOf(path.slice(0, length)));
    },
    hasBelow: (path) => parents.has(nameOf(path)),
    hasAround: (path) =>
      added.size > 0 && (added.has(nameOf(path)) || path.some((_, length) => added.has(nameOf(path.slice(0, length))))),
  };
}
