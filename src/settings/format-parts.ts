import * as z from 'zod';
import { parseActionAddress } from '../domain/action-address.ts';
import { DURATION_PATTERN, parseDuration } from '../domain/duration.ts';
import { suggest } from '../domain/suggest.ts';
import { eitherOf, show } from './fault.ts';

/** Names of actions, environments, parameters, people and channels. They can be typed on a phone. */
const NAME_PATTERN = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** What is wrong with a name that the file gives, or `undefined`. */
export const faultInName = (name: string): string | undefined =>
  NAME_PATTERN.test(name)
    ? undefined
    : 'is not a name. Use a to z, 0 to 9, _ and -, at most 40 of them, and begin with a letter or a digit.';

/** A parameter's name is not a number, since JavaScript puts such keys first and parameters keep the file's order. */
const PARAMETER_PATTERN = /^(?!\d+$)[a-z0-9][a-z0-9_-]{0,39}$/;

export const faultInParameterName = (name: string): string | undefined =>
  faultInName(name) ??
  (PARAMETER_PATTERN.test(name)
    ? undefined
    : `is a whole number, which would not keep its place among the parameters. Start the name with a letter, such as n${name}.`);

/** A map from names to values. Names are checked elsewhere, so that a bad name does not hide faults below it. */
export const mapOf = <Value extends z.ZodType>(value: Value, pattern = NAME_PATTERN) =>
  z.record(z.string().meta({ pattern: pattern.source }), value, MAP);

export const parametersOf = <Value extends z.ZodType>(value: Value) => mapOf(value, PARAMETER_PATTERN);

/** The word for every full member of the Slack team. It cannot be the name of a person. */
export const EVERYONE = 'everyone';

interface RawIssue {
  readonly input?: unknown;
}

/** Says what a value has to be, what it is, and how to fix it. Every fault about a wrong kind of value uses this. */
export const wants = (what: string, wayOut: string): { readonly error: (issue: RawIssue) => string } => ({
  error: ({ input }) =>
    input === undefined ? `is missing. ${wayOut}` : `has to be ${what}, but is ${show(input)}. ${wayOut}`,
});

/** Like `wants`, with a fix that depends on what was written. */
export const wantsAs = (
  what: string,
  wayOut: (input: unknown) => string,
): { readonly error: (issue: RawIssue) => string } => ({
  error: ({ input }) => wants(what, wayOut(input)).error({ input }),
});

/** The error of a strict map. Its unknown keys are reported one by one elsewhere. */
const MAP = wants('a map', 'Write its keys indented below it.');

export const strictMap = <Shape extends z.core.$ZodLooseShape>(shape: Shape, error = MAP) =>
  z.strictObject(shape, error);

export const text = (what: string, wayOut: string, pattern: RegExp): z.ZodString =>
  z.string(wants(what, wayOut)).regex(pattern, wants(what, wayOut));

export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, wants(eitherOf(words), `Write ${eitherOf(words)}.`));

export const wholeNumber = (least: number, most: number): z.ZodInt => {
  const error = wantsAs(`a whole number from ${least} to ${most}`, (input) =>
    typeof input === 'number'
      ? `Write a whole number from ${least} to ${most}.`
      : 'Write digits alone, without quotes.',
  );
  return z.int(error).min(least, error).max(most, error);
};

const DURATION = wants('a duration', 'Write it such as 5s, 30m, 1h30m or 2d; from 1s to 365d.');
export const duration = z
  .string(DURATION)
  .regex(DURATION_PATTERN, DURATION)
  .refine((value) => parseDuration(value) !== undefined, DURATION)
  .meta({ title: 'duration' });

const ADDRESS = wantsAs('one full action address', (input) => {
  const meant = typeof input === 'string' ? meantAddress(input) : undefined;
  return meant === undefined
    ? 'Write it such as action.aws_lambda_invoke.cleanup or module.utils["eu"].action.aws_lambda_invoke.cleanup.'
    : `Did you mean ${meant}?`;
});

/** Completes an address with what is most often left out: `action.` before the type, and the quotes around a key. */
function meantAddress(written: string): string | undefined {
  const quoted = written
    .trim()
    .replaceAll(/\[([^"'[\]]+)\]|\['([^'[\]]+)'\]/g, (whole, bare, single) =>
      /^\d+$/.test(bare ?? '') ? whole : `["${bare ?? single}"]`,
    );
  const modules = /^(?:module\.[^.[\]]+(?:\[[^\]]*\])?\.)*/.exec(quoted)?.[0] ?? '';
  const candidates = [quoted, `${modules}action.${quoted.slice(modules.length)}`];
  return candidates.find((candidate) => parseActionAddress(candidate) !== undefined);
}
export const actionAddress = z
  .string(ADDRESS)
  .max(500, ADDRESS)
  .refine((value) => parseActionAddress(value) !== undefined, ADDRESS)
  .meta({ title: 'action address' });

/** By definition, which stays the same where a description is added to a schema. */
const FREE_TEXT = new WeakSet<object>();

/** Marks keys with free text, where nothing else shows that YAML dropped a part of it. */
export function freeText<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  FREE_TEXT.add(schema._zod.def);
  return schema;
}

export const isFreeText = (schema: z.core.$ZodType): boolean => FREE_TEXT.has(schema._zod.def);

/** Text for people. */
export const description = (longest: number): z.ZodString => freeText(line(longest));

/** One line without control or format characters. */
export function line(longest: number): z.ZodString {
  const error = wantsAs(`one line of at most ${longest} characters`, (input) => {
    if (input === null) return 'Write the text, and put it in quotes if it contains a #.';
    return typeof input === 'number' || typeof input === 'boolean'
      ? `Put it in quotes: "${input}".`
      : 'Shorten it, and leave out line breaks and what cannot be seen.';
  });
  const pattern = String.raw`^(?!\s*$)(?:(?![\p{Cc}\p{Cs}\p{Zl}\p{Zp}])(?:\P{Cf}|[\u200c\u200d])){1,${longest}}$`;
  return z
    .string(error)
    .regex(new RegExp(pattern, 'u'), error)
    .meta({ title: `one line, at most ${longest} characters` });
}

/** A list without duplicates. It cannot be empty, since that would mean nobody or nothing. */
export const listOf = <Item extends z.ZodType<string>>(item: Item, what: string) => {
  const error = wants(`a list of ${what}`, 'Write them in square brackets, with commas between them.');
  return z
    .array(item, error)
    .min(1, error)
    .superRefine((items, context) => {
      for (const [index, name] of items.entries()) {
        if (items.indexOf(name) === index) continue;
        context.addIssue({ code: 'custom', path: [index], message: `names ${show(name)} a second time. Take it out.` });
      }
    });
};

/**
 * The names that the file defines, read from its text beforehand, so that unknown names are reported with all other
 * faults.
 */
export interface DefinedNames {
  readonly people: readonly string[];
  readonly channels: readonly string[];
  readonly connections: readonly string[];
  readonly environments: readonly string[];
}

/**
 * A name that this part of the file defines, or one of the given words. If `defined` is absent, any name is accepted.
 */
export const nameFrom = (part: string, defined: readonly string[] | undefined, words: readonly string[] = []) =>
  z
    .string(wants(`a name from ${part}`, `Write a name that stands in ${part}.`))
    .superRefine((name, context) => {
      if (defined === undefined || defined.includes(name) || words.includes(name)) return;
      context.addIssue({ code: 'custom', message: sayUnknownName(name, part, [...defined, ...words]) });
    })
    .meta({ title: `name from ${part}` });

export function sayUnknownName(name: string, part: string, known: readonly string[]): string {
  const near = suggest(name, known);
  if (name === EVERYONE) return `"${EVERYONE}" can only be said in requesters. Write a name that stands in ${part}.`;
  if (near.length > 0) return `${show(name)} is not in ${part}. Did you mean ${eitherOf(near)}?`;
  const isId = /^[A-Z][A-Z0-9]{2,}$/.test(name);
  return `${show(name)} is not in ${part}. ${isId ? 'Give the id a name there, and write that name here.' : 'Add it there, or take it out here.'}`;
}
