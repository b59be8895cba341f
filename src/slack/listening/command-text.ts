import { COMMANDS, type CommandWord, isCommandWord } from '../../domain/commands.ts';
import { scanWords, splitFirstWord } from '../../domain/scan-words.ts';

/** What somebody typed after `/tf-action`, taken apart but not judged. */
export interface CommandText {
  /** At most two words before the first parameter, such as the action and the environment. */
  readonly words: readonly string[];
  /** `name=value`, the name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Every other word. No command takes one; what was meant by it can only be told where the parameters are known. */
  readonly stray: readonly string[];
  /** What could not be read, in words; then nothing else counts. */
  readonly fault: string | undefined;
}

/** The longest command that is read, in characters. Three parameters with the longest values fit. */
export const LONGEST_COMMAND = 4_000;

/** Reads `cleanup prod name=value`. What could be meant in two ways is a fault that shows what was read. */
export function readCommandText(text: string): CommandText {
  const scanned = scanWords(text);
  if ('unclear' in scanned) return { words: [], parameters: new Map(), stray: [], fault: scanned.unclear };
  return sort(scanned.words.map((word) => word.text));
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** The text of a command as it was typed. Slack may send `&`, `<` and `>` as entities; each is decoded exactly once. */
export const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

/** A command by its word, with what was typed after it, or what is asked for. */
export type Command =
  | { readonly word: CommandWord; readonly rest: string; readonly asked?: undefined }
  | { readonly word?: undefined; readonly rest?: undefined; readonly asked: CommandText };

/** Which command was typed after `/tf-action`. Nothing at all is `help`. */
export function readCommand(text: string): Command {
  const { word, rest } = readFirstWord(text);
  if (word !== undefined && COMMANDS[word].takes === 'words') return { word, rest };
  const asked = readCommandText(text);
  const [first = 'help', second] = asked.fault === undefined ? asked.words : [''];
  const alone = first.toLowerCase();
  const isAlone = second === undefined && isCommandWord(alone) && COMMANDS[alone].takes === 'nothing';
  return isAlone ? { word: alone, rest: '' } : { asked };
}

/** True if a command needs nothing of HCP Terraform. */
export function isAnsweredAlone(text: string): boolean {
  const { word, rest } = readFirstWord(text);
  if (word === undefined) return text.trim() === '';
  const { takes, needsTerraform } = COMMANDS[word];
  return !needsTerraform && (takes === 'words' || rest.trim() === '');
}

/** The word of a command that a text begins with, if it begins with one. */
function readFirstWord(text: string): { readonly word: CommandWord | undefined; readonly rest: string } {
  const { word, rest } = splitFirstWord(text);
  const name = cleanName(word).toLowerCase();
  return { word: isCommandWord(name) ? name : undefined, rest };
}

/** Characters that are drawn as nothing, which come along when a name is copied. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const HYPHENS = /[\u2010\u2011]/g;

/** A name without what cannot be seen, and with plain hyphens. */
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
