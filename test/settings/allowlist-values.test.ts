import { describe, expect, test } from 'vitest';
import { faultsAfter, faultsWith } from './faults-with.ts';
import { faultsIn } from './written-allowlist.ts';

describe('values of the wrong kind', () => {
  test('each is told with what it has to be and what it is', () => {
    const everywhere = [
      'channels: ops',
      'max_invocations: "2"',
      'apply: sometimes',
      'approval: [sre]',
      'start_within:',
    ];
    expect(faultsWith({ everywhere })).toEqual([
      'actions.yml:9:13 everywhere.channels: has to be a list of names from channels, but is "ops". Write them in square brackets, with commas between them.',
      'actions.yml:10:20 everywhere.max_invocations: has to be a whole number from 1 to 1000, but is "2". Write digits alone, without quotes.',
      'actions.yml:11:10 everywhere.apply: has to be automatic, by_hand or rehearse, but is "sometimes". Write automatic, by_hand or rehearse.',
      'actions.yml:12:13 everywhere.approval: has to be a map, but is a list. Write its keys indented below it.',
      'actions.yml:13:3 everywhere.start_within: has to be a duration, but is empty. Write it such as 5s, 30m, 1h30m or 2d; from 1s to 365d.',
    ]);
  });

  test('the way out is said in the words of the field', () => {
    expect(faultsWith({ prod: ['approval: { required: [{ from: sre, count: 0 }] }', 'max_open: 1.5'] })).toEqual([
      'actions.yml:12:48 environments.prod.approval.required[0].count: has to be a whole number from 1 to 20, but is the number 0. Write a whole number from 1 to 20.',
      'actions.yml:13:15 environments.prod.max_open: has to be a whole number from 1 to 1000, but is the number 1.5. Write a whole number from 1 to 1000.',
    ]);
    expect(faultsWith({ prod: ['approval: { required: [sre] }'] })).toEqual([
      'actions.yml:12:28 environments.prod.approval.required[0]: has to be a rule, but is "sre". Write { from: sre }.',
    ]);
    expect(faultsWith({ prod: ['approval: { required: sre }'] })).toEqual([
      'actions.yml:12:27 environments.prod.approval.required: has to be a list of rules, but is "sre". Write [{ from: sre }], with count: 2 where it takes two of them.',
    ]);
    expect(
      faultsWith({ cleanup: ['parameters: { mode: { variable: mode, type: enum, values: [1, true] } }'] }),
    ).toEqual([
      'actions.yml:16:64 actions.cleanup.parameters.mode.values[0]: has to be one line of at most 200 characters, but is the number 1. Put it in quotes: "1".',
      'actions.yml:16:67 actions.cleanup.parameters.mode.values[1]: has to be one line of at most 200 characters, but is the boolean true. Put it in quotes: "true".',
    ]);
  });

  test('a bare number is no duration', () => {
    expect(faultsWith({ prod: ['confirm_within: 900'] })).toEqual([
      'actions.yml:12:21 environments.prod.confirm_within: has to be a duration, but is the number 900. Write it such as 5s, 30m, 1h30m or 2d; from 1s to 365d.',
    ]);
  });

  test('another version, an empty file, a list', () => {
    expect(faultsAfter('version: 1', 'version: 2')).toEqual([
      'actions.yml:1:10 version: has to be 1, but is the number 2. Write version: 1, the only one there is.',
    ]);
    const start = 'Start with version: 1; README shows a whole file.';
    for (const empty of ['', '# Nothing yet.\n']) {
      expect(faultsIn(empty)).toEqual([`actions.yml:1:1 has to be a map, but is empty. ${start}`]);
    }
    expect(faultsIn('- version')).toEqual([
      'actions.yml:1:1 has to be a map, but is a list. Write its keys, such as version: 1.',
    ]);
  });

  test('an empty list would mean nobody, and a name twice is a slip', () => {
    expect(faultsWith({ prod: ['requesters: []', 'channels: [ops, ops]'] })).toEqual([
      expect.stringMatching(/^actions\.yml:12:17 environments\.prod\.requesters: .*is an empty list/),
      'actions.yml:13:21 environments.prod.channels[1]: names "ops" a second time. Take it out.',
    ]);
  });
});
