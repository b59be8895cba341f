/** A path in a file: keys, and list indexes from 0. */
export type Path = readonly (string | number)[];

/** Something wrong in a file, without its line and column. */
export interface Fault {
  readonly path: Path;
  /** Which of the two is wrong. */
  readonly at: 'key' | 'value';
  /** What is wrong and how to fix it. Continues a sentence that begins with the path. */
  readonly text: string;
}

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LocatedFault extends Fault {
  readonly position: Position;
  /** The value is not what it seems, so no other fault at this path is reported. */
  readonly hidesValue?: boolean;
}

/** All faults of a file or the environment at once. Each says where, what, and how to fix it. */
export class SettingsFault extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'SettingsFault';
    this.faults = faults;
  }
}

/** A path as text, such as `environments.prod.approval.required[0].from`. */
export const printPath = (path: Path): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${cut(step)}`))
    .join('');

const LONGEST_SHOWN = 60;

/** Shortened to one line, without invisible characters. */
export function cut(text: string, longest = LONGEST_SHOWN): string {
  const characters = [...text.slice(0, 2 * longest + 1)];
  const shown = characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
  return shown.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** A value from the file in a few words. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  return typeof value === 'string' ? `"${cut(value)}"` : `the ${typeof value} ${String(value)}`;
}

/** `a`, `a or b`, `a, b or c`. */
export const eitherOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
