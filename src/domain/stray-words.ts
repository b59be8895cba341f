import type { ParameterDefinition } from './entry.ts';
import { quote } from './quote.ts';
import { suggest } from './suggest.ts';

type Definitions = Readonly<Record<string, ParameterDefinition>>;

/** What is wrong with a typed word, as a sentence, and the parameter it was meant for, if that is clear. */
interface Misreading {
  readonly fault: string;
  readonly about?: string;
}

/** Explains a `name=value` whose name is not a parameter. */
export function explainUnknown([name, value]: readonly [string, string], names: readonly string[]): Misreading {
  const bare = withoutDashes(name);
  if (names.includes(bare)) return { fault: `Write ${bare}=${asTyped(value)}, without the dashes.`, about: bare };
  const swapped = value.toLowerCase();
  if (names.includes(swapped)) return { fault: `The name comes first: ${swapped}=${asTyped(name)}.`, about: swapped };
  return explainNear(name, suggest(bare, names));
}

/**
 * The most words to explain. A longer command was meant for somebody else, and each word is compared with every name.
 */
const MOST_EXPLAINED = 10;

/**
 * Explains words that are neither the action, nor the environment, nor `name=value`, in the order in which they were
 * typed.
 */
export function explainStray(
  words: readonly string[],
  given: ReadonlyMap<string, string>,
  definitions: Definitions,
): readonly Misreading[] {
  const stray = words.slice(0, MOST_EXPLAINED);
  const names = Object.keys(definitions);
  const found: Misreading[] = [];
  const unclear: string[] = [];
  for (let at = 0; at < stray.length; at += 1) {
    const { name, value } = takeApart(stray[at] ?? '');
    const next = value === undefined ? findValue(stray, at + 1, names) : undefined;
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    const near = suggest(name, names);
    if (definition !== undefined) {
      const example = asTyped(value ?? next?.value ?? exampleOf(definition));
      const isTwice = (given.get(name) ?? '') !== '';
      found.push({ fault: isTwice ? `${name} is given twice.` : `${sayNoValue(name, example)}.`, about: name });
    } else if (near.length > 0) found.push(explainNear(name, near));
    else unclear.push(stray[at] ?? '');
    if (definition !== undefined || near.length > 0) at = next?.at ?? at;
  }
  const [first] = unclear;
  // Words after `name=` and a space are already covered by the explanation for that name.
  if (first === undefined || found.length > 0 || [...given.values()].includes('')) return found;
  return [
    {
      fault: `${quote(first)} is not a parameter. Write each parameter as name=value, and put a value with spaces in quotes.`,
    },
  ];
}

export const sayNoValue = (name: string, example: string): string =>
  `${name} has no value. Write ${name}=${asTyped(example)}`;

/** A valid value to show as an example. */
export function exampleOf(definition: ParameterDefinition): string {
  switch (definition.type) {
    case 'boolean':
      return 'true';
    case 'enum':
      return definition.default ?? definition.values[0] ?? '';
    case 'string':
      return definition.default || '…';
    default:
      return String(definition.default ?? definition.minimum ?? definition.maximum ?? 7);
  }
}

const explainNear = (name: string, near: readonly string[]): Misreading => ({
  fault: `There is no parameter ${quote(name)}${near.length === 0 ? '.' : `; did you mean ${near.join(' or ')}?`}`,
});

const withoutDashes = (typed: string): string => typed.replace(/^[-–—]+/, '').toLowerCase();

/** Splits `name`, `--name`, `name:` and `name:value`. */
function takeApart(word: string): { readonly name: string; readonly value: string | undefined } {
  const colon = word.indexOf(':');
  const [name, value] = colon < 1 ? [word, ''] : [word.slice(0, colon), word.slice(colon + 1)];
  return { name: withoutDashes(name), value: value === '' ? undefined : value };
}

/** Finds the value after a space: `30`, `=30` or `= 30`. */
function findValue(
  stray: readonly string[],
  from: number,
  names: readonly string[],
): { readonly value: string; readonly at: number } | undefined {
  const at = stray[from] === '=' ? from + 1 : from;
  const value = (stray[at] ?? '').replace(/^=/, '');
  return value === '' || names.includes(takeApart(value).name) ? undefined : { value, at };
}

/** The value as it can be typed after `name=`, or a placeholder if it needs quotes. */
const asTyped = (value: string): string => (/^[\p{L}\p{N}_.:/@%+,#…-]{1,40}$/u.test(value) ? value : '"…"');
