/** What somebody typed after `/tf-action`, taken apart but not judged. */
export interface CommandText {
  /** Words without `=` before the first parameter, such as the action and the environment. */
  readonly words: readonly string[];
  /** `name=value`, the name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What could not be read, in words; then nothing else counts. */
  readonly fault: string | undefined;
}

/** Phones turn quotes into curly ones, so each of these opens and closes as its straight form does. */
const DOUBLE = '"“”„‟';
const SINGLE = "'‘’‚‛";

/** Quotes group what has spaces: `note="two words"`. A backslash takes the next character as it is within double quotes. */
export function readCommandText(text: string): CommandText {
  const pieces: string[] = [];
  let piece: string | undefined;
  let quote: string | undefined;
  const characters = [...text];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    const next = characters[index + 1];
    if (quote !== undefined) {
      if (quote.includes(character)) quote = undefined;
      else if (
        quote === DOUBLE &&
        character === '\\' &&
        next !== undefined &&
        (next === '\\' || DOUBLE.includes(next))
      ) {
        piece = `${piece ?? ''}${next}`;
        index += 1;
      } else piece = `${piece ?? ''}${character}`;
    } else if (opensQuote(character, piece)) {
      quote = DOUBLE.includes(character) ? DOUBLE : SINGLE;
      piece ??= '';
    } else if (/\s/u.test(character)) {
      if (piece !== undefined) pieces.push(piece);
      piece = undefined;
    } else piece = `${piece ?? ''}${character}`;
  }
  if (piece !== undefined) pieces.push(piece);
  return quote === undefined ? sort(pieces) : { words: [], parameters: new Map(), fault: 'A quote is not closed.' };
}

/** What comes after `explain`, where that is the first word. */
export function readExplainText(text: string): string | undefined {
  const [first = '', ...rest] = text.trim().split(/(?<=^\S+)\s+/u);
  return first.toLowerCase() === 'explain' ? rest.join('') : undefined;
}

/** An apostrophe within a word is no quote. */
const opensQuote = (character: string, piece: string | undefined): boolean =>
  DOUBLE.includes(character) || (SINGLE.includes(character) && (piece === undefined || piece.endsWith('=')));

function sort(pieces: readonly string[]): CommandText {
  const words: string[] = [];
  const parameters = new Map<string, string>();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    if (equals <= 0) {
      if (parameters.size > 0 || words.length >= 2) {
        return { words, parameters, fault: `“${piece}” is neither an action nor an environment nor name=value.` };
      }
      words.push(piece);
      continue;
    }
    const name = piece.slice(0, equals).toLowerCase();
    if (parameters.has(name)) return { words, parameters, fault: `“${name}” is given twice.` };
    parameters.set(name, piece.slice(equals + 1));
  }
  return { words, parameters, fault: undefined };
}
