import { expect, test } from 'vitest';
import { faultsAfter, faultsWith } from './faults-with.ts';

test('the allowlist that the others are made of is good', () => {
  expect(faultsWith({})).toEqual([]);
});

test('faults of every kind in one file are all told at once, in the order of the file', () => {
  const faults = faultsAfter('C0DEV00001', 'dev', {
    everywhere: ['cooldown: 10', 'start_within: 60', '__proto__: 1'],
    prod: ['channels: [opps]', 'workspace: other', 'approval: { required: [{ from: ben, count: 2 }], expires: 30m }'],
    cleanup: [
      'colour: red',
      'approval: { expires: 2h }',
      'parameters: { a: { variable: a, type: integer, default: x } }',
    ],
  });
  expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
    'actions.yml:3:35 channels.dev',
    'actions.yml:9:13 everywhere.cooldown',
    'actions.yml:10:17 everywhere.start_within',
    'actions.yml:11:3 everywhere.__proto__',
    'actions.yml:15:16 environments.prod.channels[0]',
    'actions.yml:16:5 environments.prod.workspace',
    'actions.yml:17:28 environments.prod.approval.required[0]',
    'actions.yml:22:5 actions.cleanup.colour',
    'actions.yml:23:26 actions.cleanup.approval.expires',
    'actions.yml:24:61 actions.cleanup.parameters.a.default',
  ]);
});
