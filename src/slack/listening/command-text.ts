import { COMMANDS, type CommandWord, isCommandWord } from '../../domain/commands.ts';
import { scanWords, splitFirstWord } from '../../domain/scan-words.ts';

/** The words after `/tf-action`, split but not checked. */
export interface CommandText {
  /** The words before the first parameter, at most two: usually the action and the environment. */
  readonly words: readonly string[];
  /** `name=value` pairs, with names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** All other words. No command takes them, so they become a refusal that needs to know the entry's parameters. */
  readonly stray: readonly string[];
  /** A sentence about text that cannot be read. If set, nothing else is used. */
  readonly fault: string | undefined;
}

/** The longest command to read (characters). Three parameters with the longest values fit. */
export const LONGEST_COMMAND = 4_000;

/** Reads `cleanup prod name=value`. Ambiguous text is a fault that quotes what was read. */
export function readCommandText(text: string): CommandText {
  const scanned = scanWords(text);
  if ('unclear' in scanned) return { words: [], parameters: new Map(), stray: [], fault: scanned.unclear };
  return sort(scanned.words.map((word) => word.text));
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** The text as it was typed. Slack may send `&`, `<` and `>` as entities; each is decoded exactly once. */
export const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

/** A command and the text after it, or a request to run an action. */
export type Command =
  | { readonly word: CommandWord; readonly rest: string; readonly asked?: undefined }
  | { readonly word?: undefined; readonly rest?: undefined; readonly asked: CommandText };

/** Finds out which command was typed. Nothing at all is `help`. */
export function readCommand(text: string): Command {
  const { word, rest } = readFirstWord(text);
  if (word !== undefined && COMMANDS[word].takes === 'words') return { word, rest };
  const asked = readCommandText(text);
  const [first = 'help', second] = asked.fault === undefined ? asked.words : [''];
  const alone = first.toLowerCase();
  const isAlone = second === undefined && isCommandWord(alone) && COMMANDS[alone].takes === 'nothing';
  return isAlone ? { word: alone, rest: '' } : { asked };
}

/** True if the command makes no calls to HCP Terraform. */
export function isAnsweredAlone(text: string): boolean {
  const { word, rest } = readFirstWord(text);
  if (word === undefined) return text.trim() === '';
  const { takes, needsTerraform } = COMMANDS[word];
  return !needsTerraform && (takes === 'words' || rest.trim() === '');
}

/** The command that a text begins with, if any. */
function readFirstWord(text: string): { readonly word: CommandWord | undefined; readonly rest: string } {
  const { word, rest } = splitFirstWord(text);
  const name = cleanName(word).toLowerCase();
  return { word: isCommandWord(name) ? name : undefined, rest };
}

/** Invisible characters that come along when a name is copied. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const HYPHENS = /[\u2010\u2011]/g;

/** A name without invisible characters and with plain hyphens. */
export const cleanName = (typed: string): string => typed.replaceAll(UNSEEN, '').replaceAll(HYPHENS, '-');

function sort(pieces: readonly string[]): CommandText {
  const words: string[] = [];
  const parameters = new Map<string, string>();
  const stray: string[] = [];
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    if (equals <= 0) {
      const place = parameters.size > 0 || words.length >= 2 ? stray : words;
      place.push(cleanName(piece));
      continue;
    }
    const name = cleanName(piece.slice(0, equals)).toLowerCase();
    if (parameters.has(name)) return { words, parameters, stray, fault: `“${name}” is given twice.` };
    parameters.set(name, piece.slice(equals + 1));
  }
  const fault = words.length === 0 && parameters.size > 0 ? 'The action and the environment come first.' : undefined;
  return { words, parameters, stray, fault };
}
