import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { digestOf } from '../../src/domain/digest.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { AskedFor } from '../../src/domain/request.ts';
import { anasRequest } from '../store/requests.ts';

/** The same data with each map's keys in another order. */
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

const { entry } = anasRequest().asked;
const asked: Required<AskedFor> = { ...anasRequest().asked, configurationVersionId: 'cv-1', salt: '5a'.repeat(16) };

/** Another value for each field of what was asked. Its type requires all fields, so that none can be missing. */
const OTHER: { readonly [Field in keyof Required<AskedFor>]: AskedFor[Field] } = {
  entry: { ...entry, maxInvocations: 2 },
  parameters: { older_than_days: 31 },
  workspaceId: 'ws-other',
  workspaceName: 'acme-prod-2',
  organization: 'acme-eu',
  configurationVersionId: 'cv-2',
  salt: 'a5'.repeat(16),
};

test.each(Object.entries(OTHER))('another %s is another digest, and so is none', (field, other) => {
  const digests = [asked, { ...asked, [field]: other }, { ...asked, [field]: undefined }].map(digestOf);
  expect(new Set(digests).size).toBe(3);
});

/** All ways to change one value inside. */
function* changesOf(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield [...value, 'one more'];
    for (const [index, item] of value.entries()) {
      for (const other of changesOf(item)) yield value.with(index, other);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      for (const other of changesOf(member)) yield { ...value, [key]: other };
    }
  } else yield typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${value}x`;
}

test('whatever changes in the entry, however deep it stands, is another digest', () => {
  const entries = [...changesOf(entry)] as readonly Entry[];
  const digests = [asked, ...entries.map((other) => ({ ...asked, entry: other }))].map(digestOf);
  expect(entries.length).toBeGreaterThan(20);
  expect(new Set(digests).size).toBe(digests.length);
});
