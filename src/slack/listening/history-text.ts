import { closingOf, isSpace, splitFirstWord } from '../../domain/scan-words.ts';
import type { HistoryAsked } from '../../flows/record/show-history.ts';
import { cleanName } from './command-text.ts';

/** What was asked for, or a sentence about what is ambiguous. */
type HistoryText = HistoryAsked | { readonly unclear: string };

const DOUBLE = ['"', '“', '”', '„', '‟'];

/**
 * Reads the text after `/tf-action history`. A person comes last, as an `@name` that may contain spaces and be quoted.
 * If the app has escaping on (manifest.yml has it off), Slack sends `<@U…|name>` instead, at any position.
 */
export function readHistoryText(text: string): HistoryText {
  const mention = findMention(text);
  if (mention !== undefined) return { words: wordsOf(mention.around), personId: mention.id };
  const at = findName(text);
  if (at === undefined) return { words: wordsOf(text) };
  const personName = nameIn(text.slice(at.from));
  if (personName !== undefined) return { words: wordsOf(text.slice(0, at.from)), personName };
  return { unclear: `It is not clear which name stands in “${text.slice(at.from).slice(0, 40)}”.` };
}

/** Finds the first `<@U…>` or `<@U…|name>`. */
function findMention(text: string): { readonly id: string; readonly around: string } | undefined {
  const from = text.indexOf('<@');
  const to = text.indexOf('>', from);
  if (from < 0 || to < 0) return undefined;
  const [id = ''] = text.slice(from + 2, to).split('|', 1);
  return ID.test(id) ? { id, around: `${text.slice(0, from)} ${text.slice(to + 1)}` } : undefined;
}

const ID = /^[UW][A-Z0-9]{1,30}$/;

/** The start of the name: the first `@` at the start of a word, or the quote before it. */
function findName(text: string): { readonly from: number } | undefined {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const from = closingOf(text.charAt(at - 1)) === undefined ? at : at - 1;
    if (from === 0 || isSpace(text.charAt(from - 1))) return { from };
  }
  return undefined;
}

/** The name after the `@` without its quotes. `undefined` if a quote is left over or there is no name. */
function nameIn(text: string): string | undefined {
  const typed = text.trim();
  const outer = typed.startsWith('@') ? typed : unquote(typed);
  const name = outer === undefined ? undefined : unquote(outer.slice(1).trim());
  const isClear = name !== undefined && name !== '' && !DOUBLE.some((quote) => name.includes(quote));
  return isClear ? name : undefined;
}

/** The text between quotes. `undefined` if the closing quote is missing or another kind. */
function unquote(text: string): string | undefined {
  const closing = closingOf(text.charAt(0));
  if (closing === undefined) return text;
  return text.length > 1 && closing.includes(text.charAt(text.length - 1)) ? text.slice(1, -1).trim() : undefined;
}

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let { word, rest } = splitFirstWord(text);
  while (word !== '') {
    words.push(cleanName(word));
    ({ word, rest } = splitFirstWord(rest));
  }
  return words;
}
