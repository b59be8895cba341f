/** The width that terminals and CI logs show without wrapping (characters). */
const WIDTH = 100;
const GAP = '  ';
const NARROWEST = 8;
const INDENT = '    ';

interface Row {
  readonly cells: readonly string[];
  /** Full-width lines below the row, for text that is too long for a column. */
  readonly below?: readonly string[];
}

/** Prints rows in columns, at most 100 characters wide. Wraps cells that do not fit. */
export function printTable(rows: readonly Row[]): readonly string[] {
  const widths = widthsOf(rows);
  return rows.flatMap(({ cells, below = [] }) => [
    ...printRow(cells, widths),
    ...below.flatMap((line) => wrap(line, WIDTH - INDENT.length).map((part) => `${INDENT}${part}`)),
  ]);
}

/** Column widths: each as wide as its widest cell. If that is too wide in total, the widest columns shrink. */
function widthsOf(rows: readonly Row[]): readonly number[] {
  const columns = Math.max(...rows.map(({ cells }) => cells.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const room = WIDTH - GAP.length * (columns - 1);
  while (widths.reduce((sum, width) => sum + width, 0) > room && Math.max(...widths) > NARROWEST) {
    const widest = Math.max(...widths);
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function printRow(cells: readonly string[], widths: readonly number[]): readonly string[] {
  const wrapped = widths.map((width, column) => wrap(cells[column] ?? '', width));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) => (wrapped[column]?.[line] ?? '').padEnd(width))
      .join(GAP)
      .trimEnd(),
  );
}

/** Wraps at spaces, and inside a word only if it is longer than a line. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  return [...lines, line];
}
