import type { Path } from './fault.ts';

/** Paths that are looked up as often as there are faults, so that a file full of them is still read at once. */
export interface PathSet {
  readonly add: (path: Path) => void;
  /** Whether the path itself, or something that it stands in, was added. */
  readonly hasAround: (path: Path) => boolean;
  /** Whether something below the path was added. */
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
