import { expect, test } from 'vitest';
import { ROOT, readPage } from '../pages.ts';
import { readShipped } from './licences.ts';
import { readSbom } from './sbom.ts';

const shipped = readShipped(JSON.parse(readPage('package-lock.json')));

test('everything that ships has a licence that is allowed', () => {
  expect(shipped.length).toBeGreaterThan(100);
  expect(shipped.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
  expect(shipped.map(({ name }) => name)).toContain('@slack/bolt');
  expect(shipped.map(({ name }) => name)).not.toContain('vitest');
});

test.each([
  ['GPL-3.0-only', false],
  ['AGPL-3.0-only OR MIT', true],
  ['(MIT OR CC0-1.0)', true],
  ['MIT AND GPL-2.0-only', false],
  ['MIT AND (ISC OR GPL-2.0-only)', false],
  ['SEE LICENSE IN LICENSE.md', false],
  [undefined, false],
])('a package under %s: allowed %s', (license, isAllowed) => {
  const packages = { 'node_modules/a/node_modules/@scope/b': { version: '1.0.0', ...(license && { license }) } };
  expect(readShipped({ packages })).toEqual([
    { name: '@scope/b', version: '1.0.0', licence: license ?? 'none', isAllowed },
  ]);
});

test('the SBOM lists exactly what ships, and only what it lists depends on anything', () => {
  const { components, dependencies } = readSbom(ROOT);
  const listed = components.map(({ name, version }) => `${name}@${version}`);
  expect([...listed].sort()).toEqual([...new Set(shipped.map(({ name, version }) => `${name}@${version}`))].sort());
  const refs = new Set(['tf-action', ...components.map((component) => component['bom-ref'])]);
  const named = dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  expect(named.filter((ref) => !refs.has(ref) && !ref.startsWith('tf-action@'))).toEqual([]);
}, 60_000);
