/** A measured number and its goal. */
export interface Measure {
  readonly value: number;
  /** Decimal places (default 0). */
  readonly digits?: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

type Cell = string | Measure;

export interface Row {
  readonly what: string;
  readonly cells: readonly Cell[];
}

export interface Table {
  /** The letter that selects the bench. */
  readonly bench: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** What the reader needs to know about the numbers. */
  readonly notes: readonly string[];
}

/** `undefined` if there is no goal. An unmeasured number meets none. */
const isMet = ({ value, atMost, atLeast }: Measure): boolean | undefined =>
  atMost === undefined && atLeast === undefined
    ? undefined
    : value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY);

function sayCell(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  const { value, digits = 0, atMost, atLeast } = cell;
  const goal = [atMost === undefined ? [] : [`<= ${atMost}`], atLeast === undefined ? [] : [`>= ${atLeast}`]].flat();
  const said = Number.isFinite(value) ? value.toFixed(digits) : '-';
  if (goal.length === 0) return said;
  return `${said} (${goal.join(', ')}: ${isMet(cell) === true ? 'met' : 'MISSED'})`;
}

/** The table for people. */
export function sayTable({ bench, title, columns, rows, notes }: Table): string {
  const lines = [['', ...columns], ...rows.map(({ what, cells }) => [what, ...cells.map(sayCell)])];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const drawn = lines.map((line) =>
    line
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = drawn;
  return [`\n${bench}. ${title}`, '', head, '-'.repeat(head.length), ...body, ...notes.map((note) => `- ${note}`)].join(
    '\n',
  );
}

/** One line for programs. */
export function sayJson({ bench, title, columns, rows }: Table): string {
  const cellOf = (cell: Cell) => (typeof cell === 'string' ? cell : { ...cell, met: isMet(cell) });
  return JSON.stringify({
    ...{ bench, title, columns },
    rows: rows.map(({ what, cells }) => ({ what, cells: cells.map(cellOf) })),
  });
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Reports progress during a bench, separate from its table. */
export const sayProgress = (line: string): void => void process.stderr.write(`  ${line}\n`);
