import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, findCircles, isOurs, layerOf, leadsUpwards, readImports, SOURCE } from './rooms.ts';

const imports = readImports();

test('a layer imports only the layers below it, a room only the rooms below it, and the edges never import each other', () => {
  expect(imports.filter(isOurs).filter(leadsUpwards)).toEqual([]);
  expect(imports.filter(isOurs).length).toBeGreaterThan(2000);
});

test('no two files import each other, types included, directly or by way of others', () => {
  expect(findCircles(imports.filter(isOurs))).toEqual([]);
});

test('only the command line starts the sandbox', () => {
  const starters = new Set(imports.filter(({ to }) => layerOf(to) === 'sandbox').map(({ from }) => from));
  for (const starter of starters) expect(starter).toMatch(/^(sandbox|cli)\//);
});

test('nobody imports assemble/ or main.ts but the program itself and the command line', () => {
  const users = imports.filter(({ to }) => layerOf(to) === 'assemble' || to === 'main.ts').map(({ from }) => from);
  for (const user of users) expect(user).toMatch(/^(assemble\/|main\.ts|cli\/)/);
});

test('the domain is pure: no await, no clock, no environment, no package but node:crypto and croner, which only counts', () => {
  for (const file of filesIn(join(SOURCE, 'domain'))) {
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code, file).not.toMatch(/\bawait\b|\basync\b|Date\.now|new Date\(\)|process\.|Math\.random/);
  }
  const packages = imports.filter(({ from, to }) => layerOf(from) === 'domain' && !to.endsWith('.ts'));
  expect(packages.filter(({ to }) => to !== 'node:crypto' && to !== 'croner')).toEqual([]);
});

test('views draw what the domain says, and import no flow, types included', () => {
  const leaning = imports.filter(({ from, to }) => from.startsWith('slack/views/') && layerOf(to) === 'flows');
  expect(leaning).toEqual([]);
});

test('views are pure: no client, no clock, no await', () => {
  for (const file of filesIn(join(SOURCE, 'slack/views'))) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/\bawait\b|\basync\b|Date\.now|new Date\(\)|web-api/);
  }
});
