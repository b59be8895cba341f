import type { ParameterValue } from './entry.ts';

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', String.raw`\"`],
  ['\\', String.raw`\\`],
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
]);

/** An unpaired surrogate, which no text encoding can represent. */
export const LONE_SURROGATE = /\p{Cs}/u;

/**
 * True if Terraform would change the text when normalizing it to NFC. Its library reads only the low 16 bits of
 * characters beyond the first plane, so that U+10043 with an acute accent becomes Ć (golang.org/x/text, `combine` in
 * unicode/norm). Such a text would not arrive as it was approved.
 */
export function wouldBeMiscomposed(text: string): boolean {
  for (const [sequence] of text.matchAll(/.\p{M}+/gsu)) {
    // A mark can be the base of the next marks, like a variation selector.
    const characters = [...sequence];
    if ([...sequence.normalize('NFD')].length - 1 > MOST_MARKS) return true;
    if (characters.some((base, index) => characters.slice(index + 1).some((mark) => wouldCompose(base, mark)))) {
      return true;
    }
  }
  return false;
}

/** After this many marks in a row, the library inserts a mark of its own (stream-safe text, UAX #15). */
const MOST_MARKS = 30;

const wouldCompose = (base: string, mark: string): boolean =>
  !(isLow(base) && isLow(mark)) && [...(lowPart(base) + lowPart(mark)).normalize('NFC')].length === 1;

const isLow = (character: string): boolean => (character.codePointAt(0) ?? 0) <= 0xffff;
const lowPart = (character: string): string => String.fromCharCode((character.codePointAt(0) ?? 0) & 0xffff);

/**
 * The value as an HCL literal, the only form in which a value may reach a run's variables. HCP Terraform parses them as
 * HCL expressions: an unescaped `${` would be evaluated, and a raw newline would start a second variable. Text is
 * normalized to NFC, since Terraform does the same with all its input. Throws if no literal can represent the value.
 */
export function hclLiteral(value: ParameterValue): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`There is no HCL literal for ${value}.`);
    return String(value);
  }
  if (LONE_SURROGATE.test(value)) throw new TypeError('There is no HCL literal for half of a surrogate pair.');
  if (wouldBeMiscomposed(value.normalize('NFC')))
    throw new TypeError('There is no HCL literal for this combination of marks.');
  return `"${escapeTemplates(escapeCharacters(value.normalize('NFC')))}"`;
}

const escapeCharacters = (text: string): string =>
  text.replace(
    /["\\\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => SHORT_ESCAPES.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `${` and `%{` start a template. Doubling the sign escapes them. */
const escapeTemplates = (text: string): string => text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
