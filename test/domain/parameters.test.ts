// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates that must not be evaluated are what is tested.
import { describe, expect, test } from 'vitest';
import type { ParameterDefinition, ParameterValue } from '../../src/domain/entry.ts';
import { faultInValue, readParameters, variablesOf } from '../../src/domain/parameters.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { plainText } from '../../src/domain/sentence.ts';

const DAYS: ParameterDefinition = { variable: 'days', type: 'integer', minimum: 1, maximum: 365, default: 30 };
const RATIO: ParameterDefinition = { variable: 'ratio', type: 'number', minimum: 0.5 };
const FORCE: ParameterDefinition = { variable: 'force', type: 'boolean' };
const SIZE: ParameterDefinition = { variable: 'size', type: 'enum', values: ['s', 'm', 'größe'] };
const NOTE: ParameterDefinition = { variable: 'note', type: 'string', minLength: 2, maxLength: 5 };

function read(
  definitions: Readonly<Record<string, ParameterDefinition>>,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, ParameterValue>> | string {
  const result = readParameters(definitions, new Map(Object.entries(given)));
  return result instanceof Refusal ? plainText(result.sentence) : result.values;
}

describe('each type takes', () => {
  test('whole numbers', () => {
    expect(['1', '+5', '0030', '365'].map((days) => read({ days: DAYS }, { days }))).toEqual([
      { days: 1 },
      { days: 5 },
      { days: 30 },
      { days: 365 },
    ]);
    for (const days of ['1.0', '1e2', '0x10', ' 5', '٣', 'five', '9'.repeat(400)]) {
      expect(read({ days: DAYS }, { days })).toMatch(/^days has to be a whole number from 1 to 365, not “.*”\.$/);
    }
    expect(read({ days: DAYS }, { days: '0' })).toBe('days has to be a whole number from 1 to 365, not “0”.');
    expect(read({ days: DAYS }, { days: '366' })).toBe('days has to be a whole number from 1 to 365, not “366”.');
  });

  test('numbers, of as many digits as are kept', () => {
    expect(read({ ratio: RATIO }, { ratio: '0.75' })).toEqual({ ratio: 0.75 });
    expect(read({ ratio: RATIO }, { ratio: '123456789012345' })).toEqual({ ratio: 123456789012345 });
    for (const ratio of ['0.49', '-1', '.5', '1,5', 'Infinity', 'NaN', '1234567890.123456']) {
      expect(read({ ratio: RATIO }, { ratio })).toBe(`ratio has to be a number of at least 0.5, not “${ratio}”.`);
    }
    const zero = read({ any: { variable: 'any', type: 'number' } }, { any: '-0' });
    expect(zero).toEqual({ any: 0 });
  });

  test('true and false', () => {
    expect(read({ force: FORCE }, { force: 'TRUE' })).toEqual({ force: true });
    for (const force of ['yes', '1']) {
      expect(read({ force: FORCE }, { force })).toBe(`force has to be true or false, not “${force}”.`);
    }
  });

  test('one of the listed texts, as they are written', () => {
    expect(read({ size: SIZE }, { size: 'gro\u0308ße' })).toEqual({ size: 'größe' });
    expect(read({ size: SIZE }, { size: 'M' })).toBe('size has to be one of s, m, größe, not “M”.');
  });

  test('text in NFC, measured in characters', () => {
    expect(read({ note: NOTE }, { note: 'e\u0301e\u0301' })).toEqual({ note: 'éé' });
    expect(read({ note: NOTE }, { note: '😀😀😀😀😀' })).toEqual({ note: '😀😀😀😀😀' });
    expect(read({ note: NOTE }, { note: 'a' })).toBe('note has to be text of 2 to 5 characters, not “a”.');
    expect(read({ note: NOTE }, { note: 'x'.repeat(60) })).toBe(
      `note has to be text of 2 to 5 characters, not “${'x'.repeat(40)}…”.`,
    );
  });
});

test('what nobody sees is refused in every text, and is not repeated', () => {
  const unseen = [
    '\n',
    '\r',
    '\t',
    '\0',
    '\u001b[2J',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u2028',
    '\u2029',
    '\u3164',
    '\u034f',
    '\u{e0041}',
    '\u{e0100}',
  ];
  for (const part of unseen) {
    expect(read({ note: NOTE }, { note: `a${part}b` }), JSON.stringify(part)).toBe(
      'note contains a line break or another character that cannot be seen; leave it out.',
    );
  }
  expect(read({ note: NOTE }, { note: 'a\ud800' })).toBe('note contains half a character; type it again.');
  expect(read({ days: DAYS }, { days: '5\u202e' })).not.toContain('\u202e');
  expect(read({ note: NOTE }, { note: '❤\ufe0fक\u094d\u200d' }), 'ordinary writing').toEqual({
    note: '❤\ufe0fक\u094d\u200d',
  });
});

test('what is left out has its default, or is missing', () => {
  expect(read({ days: DAYS }, {})).toEqual({ days: 30 });
  expect(read({ force: FORCE }, {})).toBe('force is missing.');
  expect(read({}, {})).toEqual({});
});

test('an empty text is a forgotten value, unless the parameter lets it be empty', () => {
  const { minLength: _, ...loose } = { ...NOTE, minLength: undefined };
  const any = { ...loose, maxLength: 5 };
  expect(read({ note: any }, { note: '' })).toBe('note has no value. Write note=….');
  expect(read({ note: NOTE }, { note: '' })).toBe('note has no value. Write note=….');
  expect(read({ note: { ...any, minLength: 0 } }, { note: '' })).toEqual({ note: '' });
  expect(read({ days: DAYS }, { days: '' })).toBe('days has no value. Write days=30, or leave it out.');
  expect(read({ size: SIZE }, { size: '' })).toBe('size has no value. Write size=s.');
  expect(faultInValue(any, '')).toBe('has no value');
});

test('names are compared in lower case, and a mistyped one is told the nearest', () => {
  expect(read({ days: DAYS }, { DAYS: '7' })).toEqual({ days: 7 });
  expect(read({ days: DAYS }, { day: '7' })).toBe('There is no parameter “day”; did you mean days?');
  expect(read({ days: DAYS }, { nothing: '7' })).toBe('There is no parameter “nothing”.');
  expect(read({ days: DAYS }, { days: '7', Days: '8' })).toBe(
    'A parameter is given twice, in small and in capital letters.',
  );
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const result = readParameters({ days: DAYS }, new Map([[name, '1']]));
    expect(result).toBeInstanceOf(Refusal);
  }
});

test('everything that is wrong is in one refusal, with what could be written', () => {
  const refusal = readParameters(
    { days: DAYS, force: FORCE, size: SIZE },
    new Map([
      ['days', '0'],
      ['sise', 's'],
    ]),
  );
  expect(refusal).toEqual(
    new Refusal(
      'bad_parameter',
      'There is no parameter “sise”; did you mean size? days has to be a whole number from 1 to 365, not “0”. ' +
        'force is missing. size is missing.',
      'It takes days (a whole number from 1 to 365, default 30), force (true or false), size (one of s, m, größe).',
    ),
  );
});

describe('what goes into the run', () => {
  test('each variable once, as a literal, defaults included', () => {
    const definitions = { days: DAYS, note: NOTE, force: FORCE };
    expect(variablesOf(definitions, { days: 30, note: '${x}', force: false })).toEqual([
      { key: 'days', value: '30' },
      { key: 'note', value: '"$${x}"' },
      { key: 'force', value: 'false' },
    ]);
  });

  test('nothing that is not defined, and no variable twice', () => {
    expect(variablesOf({ days: DAYS }, { days: 1, other: 'x' })).toEqual([{ key: 'days', value: '1' }]);
    expect(() => variablesOf({ a: DAYS, b: DAYS }, { a: 1, b: 2 })).toThrow('Two parameters set the variable days.');
  });
});
