import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../src');

const files = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : [];
  });

interface Import {
  readonly from: string;
  readonly to: string;
}

const SPECIFIER = /(?:from|import)\s*\(?\s*'([^']+)'/g;

const imports: readonly Import[] = files(SOURCE).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(SPECIFIER)].map(([, specifier = '']) => ({
    from: relative(SOURCE, file),
    to: specifier.startsWith('.') ? relative(SOURCE, resolve(file, '..', specifier)) : specifier,
  })),
);

const layerOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : 'top');

/** Which layers of our own a layer may import besides itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  flows: ['domain'],
  slack: ['flows', 'domain'],
  terraform: ['flows', 'domain'],
  store: ['flows', 'domain'],
  settings: ['flows', 'domain'],
  http: ['flows', 'domain'],
  sandbox: [],
  top: ['slack', 'terraform', 'store', 'settings', 'http', 'flows', 'domain'],
  cli: ['top', 'settings', 'flows', 'domain', 'sandbox'],
};

const isOurs = ({ to }: Import): boolean => to.endsWith('.ts') && !to.startsWith('..');

test('a layer imports only the layers below it, and the edges never import each other', () => {
  const wrong = imports
    .filter(isOurs)
    .filter(({ from, to }) => layerOf(from) !== layerOf(to) && !MAY[layerOf(from)]?.includes(layerOf(to)));
  expect(wrong).toEqual([]);
  expect(imports.filter(isOurs).length).toBeGreaterThan(200);
});

test('only the command line starts the sandbox', () => {
  const starters = new Set(imports.filter(({ to }) => layerOf(to) === 'sandbox').map(({ from }) => from));
  for (const starter of starters) expect(starter).toMatch(/^(sandbox|cli)\//);
});

test('nobody imports assemble.ts or main.ts but the program itself and the command line', () => {
  const users = imports.filter(({ to }) => to === 'assemble.ts' || to === 'main.ts').map(({ from }) => from);
  for (const user of users) expect(user).toMatch(/^(main\.ts|cli\/)/);
});

test('the domain is pure: no await, no clock, no environment, no package but node:crypto and croner, which only counts', () => {
  for (const file of files(join(SOURCE, 'domain'))) {
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code, file).not.toMatch(/\bawait\b|\basync\b|Date\.now|new Date\(\)|process\.|Math\.random/);
  }
  const packages = imports.filter(({ from, to }) => layerOf(from) === 'domain' && !to.endsWith('.ts'));
  expect(packages.filter(({ to }) => to !== 'node:crypto' && to !== 'croner')).toEqual([]);
});

test('views are pure: no client, no clock, no await', () => {
  for (const file of files(join(SOURCE, 'slack/views'))) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/\bawait\b|\basync\b|Date\.now|new Date\(\)|web-api/);
  }
});
