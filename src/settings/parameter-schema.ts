import * as z from 'zod';
import { LONGEST_TEXT } from '../domain/parameters.ts';
import { describeKeys } from './described-keys.ts';
import { eitherOf, show } from './fault.ts';
import { PARAMETER_KEYS } from './file-descriptions.ts';
import { description, freeText, listOf, strictMap, text, wants, wholeNumber } from './format-parts.ts';

const VARIABLE = text(
  'the name of a Terraform variable',
  'Write it as in the variable block: letters, digits, _ and -, not beginning with a digit.',
  /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/,
);
const STRING = freeText(z.string(wants('text', 'Put it in quotes.')));
const INTEGER = z.int(wants('a whole number', 'Write digits alone, at most 15, without quotes.'));
const NUMBER = z.number(wants('a number', 'Write digits, and a point where it needs one, without quotes.'));

const ofEach = { variable: VARIABLE, description: description(200).optional() };

const TYPES = ['string', 'integer', 'number', 'boolean', 'enum'];
const TYPE_MISSING = `Write type: ${eitherOf(TYPES)}.`;

const typeOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && Object.hasOwn(input, 'type') ? Reflect.get(input, 'type') : undefined;

/** One parameter. Limits are part of the format, patterns are not. */
export const parameter = z.discriminatedUnion(
  'type',
  [
    strictMap(
      describeKeys(
        {
          type: z.literal('string'),
          ...ofEach,
          default: STRING.optional(),
          min_length: wholeNumber(0, LONGEST_TEXT).optional(),
          max_length: wholeNumber(1, LONGEST_TEXT).optional(),
        },
        PARAMETER_KEYS,
      ),
    ),
    strictMap(
      describeKeys(
        {
          type: z.literal('integer'),
          ...ofEach,
          default: INTEGER.optional(),
          minimum: INTEGER.optional(),
          maximum: INTEGER.optional(),
        },
        PARAMETER_KEYS,
      ),
    ),
    strictMap(
      describeKeys(
        {
          type: z.literal('number'),
          ...ofEach,
          default: NUMBER.optional(),
          minimum: NUMBER.optional(),
          maximum: NUMBER.optional(),
        },
        PARAMETER_KEYS,
      ),
    ),
    strictMap(
      describeKeys(
        {
          type: z.literal('boolean'),
          ...ofEach,
          default: z.boolean(wants('true or false', 'Write it without quotes.')).optional(),
        },
        PARAMETER_KEYS,
      ),
    ),
    strictMap(
      describeKeys(
        {
          type: z.literal('enum'),
          ...ofEach,
          values: listOf(description(200), 'texts'),
          default: STRING.optional(),
        },
        PARAMETER_KEYS,
      ),
    ),
  ],
  {
    error: ({ code, input }) => {
      if (code !== 'invalid_union') return wants('a map', 'Write { variable: …, type: … }.').error({ input });
      const type = typeOf(input);
      return type === undefined ? `is missing. ${TYPE_MISSING}` : `cannot be ${show(type)}. ${TYPE_MISSING}`;
    },
  },
);

export type ParameterInFile = z.infer<typeof parameter>;
