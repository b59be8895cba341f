import type { ParameterDefinition, ParameterValue } from './entry.ts';
import { hclLiteral, LONE_SURROGATE, wouldBeMiscomposed } from './hcl-literal.ts';
import { INVISIBLE, quote } from './quote.ts';
import { Refusal } from './refusal.ts';
import { exampleOf, explainStray, explainUnknown, sayNoValue } from './stray-words.ts';

type Definitions = Readonly<Record<string, ParameterDefinition>>;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** The longest text value (characters), so that all of it can be shown before it runs. */
export const LONGEST_TEXT = 1_000;

/** A double would silently round a number with more digits. */
const MOST_DIGITS = 15;

/**
 * The typed values with defaults, or a refusal that lists every problem. `stray` has the other words that were typed.
 */
export function readParameters(
  definitions: Definitions,
  given: ReadonlyMap<string, string>,
  stray: readonly string[] = [],
): { readonly values: ParameterValues } | Refusal {
  const names = Object.keys(definitions);
  const typed = new Map([...given].map(([name, text]) => [name.toLowerCase(), text]));
  const unknown = [...typed].filter(([name]) => !names.includes(name));
  const meant = [...unknown.map((one) => explainUnknown(one, names)), ...explainStray(stray, typed, definitions)];
  const faults = meant.map(({ fault }) => fault);
  if (typed.size < given.size) faults.push('A parameter is given twice, in small and in capital letters.');
  const values: [string, ParameterValue][] = [];
  for (const [name, definition] of Object.entries(definitions)) {
    const text = typed.get(name);
    const isExplained = meant.some(({ about }) => about === name);
    const read = text === undefined ? readDefault(definition) : readValue(definition, text);
    if (!('fault' in read)) values.push([name, read.value]);
    else if (text !== undefined || !isExplained) faults.push(sayFault(name, definition, text, read.fault, stray));
  }
  if (faults.length === 0) return { values: Object.fromEntries(values) };
  return new Refusal('bad_parameter', faults.join(' '), describeParameters(definitions));
}

function sayFault(
  name: string,
  definition: ParameterDefinition,
  typed: string | undefined,
  fault: string,
  [next = '']: readonly string[],
): string {
  if (typed !== '') return `${name} ${fault}.`;
  // After `name=` and a space, the value is a separate word.
  if (next !== '' && 'value' in readValue(definition, next)) return `${sayNoValue(name, next)}.`;
  const leave = definition.default === undefined ? '' : ', or leave it out';
  return `${sayNoValue(name, exampleOf(definition))}${leave}.`;
}

type Reading = { readonly value: ParameterValue } | { readonly fault: string };

const readDefault = (definition: ParameterDefinition): Reading =>
  definition.default === undefined ? { fault: 'is missing' } : { value: definition.default };

/** The fault continues a sentence that begins with the parameter's name. */
function readValue(definition: ParameterDefinition, typed: string): Reading {
  const text = typed.normalize('NFC');
  const value = convert(definition, text);
  const fault =
    faultInText(text) ??
    (text === '' ? faultInEmpty(definition) : undefined) ??
    (value === undefined
      ? `has to be ${describeValues(definition)}, not ${quote(text)}`
      : faultInValue(definition, value));
  return fault === undefined && value !== undefined ? { value } : { fault: fault ?? '' };
}

/** An empty text may be a forgotten value, so it is accepted only with `min_length: 0`. */
const faultInEmpty = (definition: ParameterDefinition): string | undefined =>
  definition.type === 'string' && definition.minLength === 0 ? undefined : 'has no value';

function convert(definition: ParameterDefinition, text: string): ParameterValue | undefined {
  switch (definition.type) {
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? readNumber(text) : undefined;
    case 'number':
      return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? readNumber(text) : undefined;
    case 'boolean':
      return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
    default:
      return text;
  }
}

function readNumber(text: string): number | undefined {
  const significant = text.replace(/[+.-]/g, '').replace(/^0+/, '');
  return significant.length > MOST_DIGITS ? undefined : Number(text) + 0;
}

function faultInText(text: string): string | undefined {
  if (LONE_SURROGATE.test(text)) return 'contains half a character; type it again';
  if (INVISIBLE.test(text)) return 'contains a line break or another character that cannot be seen; leave it out';
  if (wouldBeMiscomposed(text))
    return 'contains an accent on a rare letter, which Terraform would read as another letter; leave it out';
  return undefined;
}

/**
 * The fault of a value of the right type, as the end of a sentence that begins with its name, or `undefined`. Text is
 * measured in code points of its NFC form.
 */
export function faultInValue(definition: ParameterDefinition, value: ParameterValue): string | undefined {
  if (typeof value === 'string') {
    const fault = faultInText(value) ?? (value === '' ? faultInEmpty(definition) : undefined);
    if (fault !== undefined) return fault;
  }
  return isWithin(definition, value)
    ? undefined
    : `has to be ${describeValues(definition)}, not ${quote(String(value))}`;
}

function isWithin(definition: ParameterDefinition, value: ParameterValue): boolean {
  switch (definition.type) {
    case 'string': {
      const length = [...String(value).normalize('NFC')].length;
      return typeof value === 'string' && length >= (definition.minLength ?? 1) && length <= definition.maxLength;
    }
    case 'integer':
    case 'number':
      return (
        typeof value === 'number' &&
        (definition.type === 'number' ? Number.isFinite(value) : Number.isSafeInteger(value)) &&
        value >= (definition.minimum ?? Number.NEGATIVE_INFINITY) &&
        value <= (definition.maximum ?? Number.POSITIVE_INFINITY)
      );
    case 'boolean':
      return typeof value === 'boolean';
    case 'enum':
      return typeof value === 'string' && definition.values.includes(value);
  }
}

function describeValues(definition: ParameterDefinition): string {
  switch (definition.type) {
    case 'string': {
      const { minLength, maxLength } = definition;
      if (minLength === 0) return `text of at most ${maxLength} characters, which may be empty`;
      return `text ${describeRange(minLength, maxLength).replace(/^from/, 'of')} characters`;
    }
    case 'integer':
    case 'number': {
      const noun = definition.type === 'integer' ? 'a whole number' : 'a number';
      const range = describeRange(definition.minimum, definition.maximum);
      return range === '' ? noun : `${noun} ${range}`;
    }
    case 'boolean':
      return 'true or false';
    case 'enum':
      return definition.values.length === 1 ? `${definition.values[0]}` : `one of ${definition.values.join(', ')}`;
  }
}

function describeRange(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `from ${least} to ${most}`;
  if (least !== undefined) return `of at least ${least}`;
  return most === undefined ? '' : `of at most ${most}`;
}

/** What a parameter accepts, such as `a whole number from 1 to 365, default 30`. */
export const describeParameter = (definition: ParameterDefinition): string =>
  definition.default === undefined
    ? describeValues(definition)
    : `${describeValues(definition)}, default ${JSON.stringify(definition.default)}`;

function describeParameters(definitions: Definitions): string {
  const each = Object.entries(definitions).map(([name, definition]) => `${name} (${describeParameter(definition)})`);
  return each.length === 0 ? 'It takes no parameters.' : `It takes ${each.join(', ')}.`;
}

/**
 * The variables of the run: each Terraform variable once, as an HCL literal. The allowlist allows no two parameters
 * with the same variable.
 */
export function variablesOf(
  definitions: Definitions,
  values: ParameterValues,
): readonly { readonly key: string; readonly value: string }[] {
  const variables = new Map<string, string>();
  for (const [name, { variable }] of Object.entries(definitions)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) continue;
    if (variables.has(variable)) throw new Error(`Two parameters set the variable ${variable}.`);
    variables.set(variable, hclLiteral(value));
  }
  return [...variables].map(([key, value]) => ({ key, value }));
}
