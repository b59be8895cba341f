const MOST_SUGGESTIONS = 3;
/**
 * The longest word to compare (characters). No name is longer, and a comparison takes as many steps as both lengths
 * multiplied.
 */
const LONGEST_COMPARED = 100;

/**
 * At most three names that the word may mean, nearest first: with a few typos, the beginning of a name, or an
 * abbreviation such as prd for production.
 */
export function suggest(word: string, names: Iterable<string>): readonly string[] {
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceBetween(word, name) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_SUGGESTIONS)
    .map(({ name }) => name);
}

/** The distance of a typed word from a name, 0 if they are equal. `undefined` if they are too different. */
export const distanceBetween = (word: string, name: string): number | undefined =>
  word.length > LONGEST_COMPARED ? undefined : distanceTo(word.toLowerCase(), name.toLowerCase());

function distanceTo(typed: string, name: string): number | undefined {
  const allowed = Math.min(3, Math.max(1, Math.floor(Math.max(typed.length, name.length) / 3)));
  const edits = Math.abs(typed.length - name.length) > allowed ? undefined : countEdits(typed, name);
  if (edits !== undefined && edits <= allowed && edits < name.length) return edits;
  const startsAlike = typed.length > 1 && (name.startsWith(typed) || (name.length > 1 && typed.startsWith(name)));
  if (startsAlike) return allowed + 1;
  const [short, long] = typed.length < name.length ? [typed, name] : [name, typed];
  return isShortFor(short, long) ? allowed + 2 : undefined;
}

/** Shorter abbreviations would match too many words. */
const SHORTEST_ABBREVIATION = 3;

/** True for `prd` as production, and for `prod` with a typo as production. */
function isShortFor(short: string, long: string): boolean {
  if (short.length < SHORTEST_ABBREVIATION || long.length < short.length + 2) return false;
  if (short.length > SHORTEST_ABBREVIATION && countEdits(long.slice(0, short.length), short) <= 1) return true;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return long[0] === short[0] && at === short.length;
}

/** Counts letters that were added, left out, replaced, or swapped with their neighbour. */
function countEdits(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          replaced,
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(from.length, to.length);
}
