import { keepStart, maskSecrets, stripUnseen } from './clean-text.ts';

/** Our own limit (code points), which leaves room for the rest of a thread reply. */
const EXCERPT_LIMIT = 1_500;
/** The most text to mask at once (characters). */
const MOST_MASKED = 65_536;

const CUT = '… (cut here)';
export type LeftOut = 'too_long' | 'too_slow';
const NOTES = {
  too_long: '\n(The log is too long to be read whole: this is from the parts that were read.)',
  too_slow: '\n(The log came too slowly to be read whole: this is from the parts that were read.)',
} as const satisfies Record<LeftOut, string>;

export interface ExcerptSource {
  readonly text: string;
  /** The part to keep when shortening: the start of an error, but the end of the last lines. */
  readonly keeps: 'start' | 'end';
  /** Why parts of the log were not read, if any. */
  readonly leftOut: LeftOut | undefined;
}

/**
 * The excerpt of a log: stripped, masked, and only then shortened, with a line that says so. `undefined` if nothing is
 * left.
 */
export function excerptOf({ text, keeps, leftOut }: ExcerptSource, secrets: readonly string[]): string | undefined {
  const stripped = stripUnseen(text);
  const masked = maskSecrets(keepStart(stripped, MOST_MASKED), secrets).trim();
  if (masked === '') return undefined;
  const note = leftOut === undefined ? '' : NOTES[leftOut];
  const room = EXCERPT_LIMIT - note.length;
  const points = [...masked];
  if (points.length <= room && stripped.length <= MOST_MASKED) return `${masked}${note}`;
  const kept = room - CUT.length - 1;
  return keeps === 'start'
    ? `${points.slice(0, kept).join('').trimEnd()}\n${CUT}${note}`
    : `${CUT}\n${points.slice(-kept).join('').trimStart()}${note}`;
}
