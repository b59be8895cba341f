/** Where something stands in a file: keys, and indexes of lists from 0. */
export type Path = readonly (string | number)[];

/** Something wrong at one place of a file, not yet with its line and column. */
export interface Fault {
  readonly path: Path;
  /** Whether the key is wrong or the value behind it. */
  readonly at: 'key' | 'value';
  /** What is wrong and the way out: it continues a sentence that begins with the path. */
  readonly text: string;
}

/** Both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LocatedFault extends Fault {
  readonly position: Position;
  /** What stands there is not what it seems, so nothing else is said of it. */
  readonly hidesValue?: boolean;
}

/** Everything that is wrong in a file or the environment, all at once; each fault says where, what, and the way out. */
export class SettingsFault extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'SettingsFault';
    this.faults = faults;
  }
}

/** Such as `environments.prod.approval.required[0].from`. */
export const printPath = (path: Path): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${cut(step)}`))
    .join('');

const LONGEST_SHOWN = 60;

/** Short enough for one line, and without what cannot be seen. */
export function cut(text: string, longest = LONGEST_SHOWN): string {
  const characters = [...text.slice(0, 2 * longest + 1)];
  const shown = characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
  return shown.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** What somebody wrote, in a few words. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  return typeof value === 'string' ? `"${cut(value)}"` : `the ${typeof value} ${String(value)}`;
}

/** `a`, `a or b`, `a, b or c`. */
export const eitherOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
