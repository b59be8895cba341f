/** What a terminal and the log of a CI job show without wrapping (characters). */
const WIDTH = 100;
const GAP = '  ';
const NARROWEST = 8;
const INDENT = '    ';

interface Row {
  readonly cells: readonly string[];
  /** Lines below the row over the whole width, for what is too long for a column. */
  readonly below?: readonly string[];
}

/** Prints rows in columns, at most 100 characters wide. A cell that does not fit goes on in the next line. */
export function printTable(rows: readonly Row[]): readonly string[] {
  const widths = widthsOf(rows);
  return rows.flatMap(({ cells, below = [] }) => [
    ...printRow(cells, widths),
    ...below.flatMap((line) => wrap(line, WIDTH - INDENT.length).map((part) => `${INDENT}${part}`)),
  ]);
}

/** As wide as their widest cell; where that is too much together, the widest columns give way. */
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

/** Breaks at blanks, and within a word only where it is longer than a line. */
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
