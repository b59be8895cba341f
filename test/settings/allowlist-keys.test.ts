import { describe, expect, test } from 'vitest';
import { faultsAfter, faultsWith } from './faults-with.ts';

describe('keys', () => {
  test('a mistyped key is told with the one that was meant', () => {
    expect(faultsWith({ cleanup: ['requester: [sre]'] })).toEqual([
      'actions.yml:16:5 actions.cleanup.requester: is not a key of actions.cleanup. Did you mean requesters?',
    ]);
  });

  test('a key at the wrong level is told where it belongs', () => {
    expect(faultsWith({ prod: ['address: action.a.b'] })).toEqual([
      'actions.yml:12:5 environments.prod.address: is not a key of environments.prod. It belongs to an action.',
    ]);
  });

  test('a key that stands a level too high is told which key it belongs under', () => {
    expect(faultsWith({ prod: ['allow_requester: true'], top: ['failure: [sre]'] })).toEqual([
      'actions.yml:12:5 environments.prod.allow_requester: is not a key of environments.prod. Write it under approval: approval: { allow_requester: … }.',
      'actions.yml:17:1 failure: is not a key of the file. Write it under notify: notify: { failure: … }.',
    ]);
  });

  test('a key that resembles nothing is told with all that there are', () => {
    expect(faultsWith({ prod: ['approval: { quorum: 2 }'] })).toEqual([
      'actions.yml:12:17 environments.prod.approval.quorum: is not a key of environments.prod.approval. ' +
        'Take it out, or write one of: required, expires, allow_requester.',
    ]);
  });

  test('a key written twice is told with the line of the first', () => {
    expect(faultsWith({ everywhere: ['requesters: [ana]'] })).toEqual([
      'actions.yml:9:3 everywhere.requesters: is written twice, first in line 8. Take one of them out.',
    ]);
  });

  test('a key written twice is told however deep it stands', () => {
    const cleanup = [
      'parameters:',
      '  days:',
      '    variable: days',
      '    type: integer',
      '    minimum: 1',
      '    minimum: 0',
    ];
    expect(faultsWith({ prod: ['approval: { expires: 30m, required: [{ from: sre, from: ben }] }'], cleanup })).toEqual(
      [
        'actions.yml:12:55 environments.prod.approval.required[0].from: is written twice, first in line 12. Take one of them out.',
        'actions.yml:22:9 actions.cleanup.parameters.days.minimum: is written twice, first in line 21. Take one of them out.',
      ],
    );
  });

  test('a key written twice in other quotes, or as a number, is the same key', () => {
    expect(faultsAfter('    workspace: acme-prod\n', '    workspace: acme-prod\n    "workspace": other\n')).toEqual([
      'actions.yml:12:5 environments.prod.workspace: is written twice, first in line 11. Take one of them out.',
    ]);
  });
});
