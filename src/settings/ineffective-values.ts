import { levelThatOutdoes, TIGHTENED, TIGHTENED_KEYS } from '../domain/resolve-entry.ts';
import { eitherOf, type Fault, type Path, printPath } from './fault.ts';
import type { PlacedEntry } from './read-levels.ts';

/**
 * Warns about values that never apply because outer levels are stricter in every entry. Entries with faults are left
 * out, since the value may apply there.
 */
export function ineffectiveValues(placed: readonly PlacedEntry[], isFaulty: (path: Path) => boolean): readonly Fault[] {
  const found = new Map<string, { readonly path: Path; readonly outdoneBy: (string | undefined)[] }>();
  for (const { levels, isSound } of placed) {
    const values = levels.map(({ level }) => level);
    for (const [index, { path, level }] of levels.entries()) {
      for (const guard of TIGHTENED_KEYS.filter((key) => level[key] !== undefined)) {
        const keyIn = (outer: Path): Path => [...outer, ...TIGHTENED[guard].key.split('.')];
        const key = keyIn(path);
        const outer = levels[levelThatOutdoes(values, index, guard) ?? -1];
        const value = found.get(printPath(key)) ?? { path: key, outdoneBy: [] };
        const unsure = !isSound || levels.some((other) => isFaulty(other.path));
        value.outdoneBy.push(unsure || outer === undefined ? undefined : printPath(keyIn(outer.path)));
        found.set(printPath(key), value);
      }
    }
  }
  return [...found.values()].flatMap(({ path, outdoneBy }): readonly Fault[] => {
    const outer = [...new Set(outdoneBy)].filter((name) => name !== undefined);
    return outdoneBy.includes(undefined) ? [] : [{ path, at: 'value', text: sayOutdone(outer) }];
  });
}

const sayOutdone = (outer: readonly string[]): string =>
  `has no effect: ${outer.join(' and ')} ${outer.length === 1 ? 'is' : 'are'} tighter, and an inner level cannot loosen it. ` +
  `Tighten it here, take it out, or loosen ${eitherOf(outer)}.`;
