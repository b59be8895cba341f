import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';

/** The same data with the keys of every map in another order. */
function turnAround(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnAround);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turnAround(member)]),
  );
}

test('the order of keys changes nothing, and the text is JSON of the same data', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(turnAround(value))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('what is undefined is as if it were not there, and order in a list counts', () => {
  expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
  expect(canonicalJson([undefined])).toBe('[null]');
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

test('values of different types are different texts', () => {
  expect(new Set([1, '1', true, 'true', null, 'null', [], {}].map(canonicalJson)).size).toBe(8);
});
