/** A word, or a word such as `name="…"`, without its quotes. */
interface Word {
  readonly text: string;
}

/** The words, or a sentence that says what is ambiguous. */
export type Scanned = { readonly words: readonly Word[] } | { readonly unclear: string };

/**
 * The closing marks of each opening quote. Phones write curly quotes, and languages differ: “…” and ”…” and „…“. A
 * quote ends only at its own closing mark, so that every other mark inside it is text.
 */
const CLOSES: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '”': '”',
  '„': '“”',
  '‟': '”',
  "'": "'",
  '‘': '’',
  '’': '’',
  '‚': '‘’',
  '‛': '’',
};
/** The closing marks, if the character opens a quote. */
export const closingOf = (character: string): string | undefined =>
  Object.hasOwn(CLOSES, character) ? CLOSES[character] : undefined;

/** Inside a word these are apostrophes. */
const SINGLE = "'‘’‚‛";
const isDouble = (character: string): boolean => closingOf(character) !== undefined && !SINGLE.includes(character);

/** The most text to repeat in a sentence (characters). */
const SHOWN = 40;

/**
 * Splits a text into words in one pass. Quotes keep spaces together at the start of a word or right after its first
 * `=`: `note="two words"`. Inside double quotes, a backslash escapes a quote or backslash. Ambiguous text is reported:
 * an unclosed quote, a quote followed by more of the word, a double quote in the middle of a word.
 */
export function scanWords(text: string): Scanned {
  const words: Word[] = [];
  let at = skipSpaces(text, 0);
  while (at < text.length) {
    const word = scanWord(text, at);
    if ('unclear' in word) return word;
    words.push(word);
    at = skipSpaces(text, word.end);
  }
  return { words };
}

/** The first word as typed, and the rest. Quotes have no meaning here. */
export function splitFirstWord(text: string): { readonly word: string; readonly rest: string } {
  const start = skipSpaces(text, 0);
  let end = start;
  while (end < text.length && !isSpace(text.charAt(end))) end += 1;
  return { word: text.slice(start, end), rest: text.slice(skipSpaces(text, end)) };
}

/**
 * True for white space, including no-break spaces. The zero-width no-break space is invisible and separates nothing.
 */
export const isSpace = (character: string): boolean => character !== '\ufeff' && character.trim() === '';

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charAt(at))) at += 1;
  return at;
}

type ScannedWord = (Word & { readonly end: number }) | { readonly unclear: string };

function scanWord(text: string, start: number): ScannedWord {
  let at = start;
  let mayQuote = true;
  let isNamed = false;
  while (at < text.length && !isSpace(text.charAt(at))) {
    const character = text.charAt(at);
    if (mayQuote && closingOf(character) !== undefined) return scanQuote(text, start, at);
    if (isDouble(character)) {
      return { unclear: `A quotation mark is in the middle of a word: “${show(text, start)}”.` };
    }
    mayQuote = character === '=' && !isNamed && at > start;
    isNamed ||= character === '=';
    at += 1;
  }
  return { text: text.slice(start, at), end: at };
}

/** Reads from the opening quote to its closing mark, which must end the word. */
function scanQuote(text: string, start: number, open: number): ScannedWord {
  const opening = text.charAt(open);
  const closing = closingOf(opening) ?? '';
  const isMark = (character: string): boolean => character === opening || closing.includes(character);
  const pieces = [text.slice(start, open)];
  let from = open + 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '\\' && isDouble(opening) && next !== '' && (next === '\\' || isMark(next))) {
      pieces.push(text.slice(from, at));
      from = at + 1;
      at += 1;
    } else if (closing.includes(character)) {
      pieces.push(text.slice(from, at));
      if (next !== '' && !isSpace(next)) {
        return {
          unclear: `A quote is closed in the middle of a word: I read “${tail(pieces)}” and then “${show(text, at + 1)}”.`,
        };
      }
      return { text: pieces.join(''), end: at + 1 };
    } else if (character === opening) {
      return { unclear: `A second quote opens inside one: “${show(text, open)}”.` };
    }
  }
  return { unclear: `A quote is not closed: “${show(text, open)}”.` };
}

const show = (text: string, from: number): string => cut(text.slice(from, from + SHOWN + 1));
const tail = (pieces: readonly string[]): string => cut(pieces.join('').slice(0, SHOWN + 1));
const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** True if the value needs no quotes. */
const isPlain = (value: string): boolean => /^[\p{L}\p{N}_.:/@%+,#-]+$/u.test(value);

/** Quotes a value so that `scanWords` reads exactly this value after `name=`. */
export const quoteValue = (value: string): string =>
  isPlain(value) ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
