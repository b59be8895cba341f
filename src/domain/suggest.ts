const MOST_SUGGESTIONS = 3;
/** Characters. No name is longer, and comparing takes as many steps as both lengths multiplied. */
const LONGEST_COMPARED = 100;

/** At most three of the names that the word may have meant, the nearest first: a few mistyped letters, or only the beginning. */
export function suggest(word: string, names: Iterable<string>): readonly string[] {
  if (word.length > LONGEST_COMPARED) return [];
  const typed = word.toLowerCase();
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceTo(typed, name.toLowerCase()) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_SUGGESTIONS)
    .map(({ name }) => name);
}

/** `undefined` where nobody would think of the name. */
function distanceTo(typed: string, name: string): number | undefined {
  const allowed = Math.min(3, Math.max(1, Math.floor(Math.max(typed.length, name.length) / 3)));
  const edits = Math.abs(typed.length - name.length) > allowed ? undefined : countEdits(typed, name);
  if (edits !== undefined && edits <= allowed && edits < name.length) return edits;
  const startsAlike = typed.length > 1 && (name.startsWith(typed) || (name.length > 1 && typed.startsWith(name)));
  return startsAlike ? allowed + 1 : undefined;
}

/** Letters added, left out, replaced, or swapped with their neighbour. */
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
