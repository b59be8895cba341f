import { describe, expect, test } from 'vitest';
import { faultsAfter, faultsWith } from './faults-with.ts';
import { faultsIn, writeAllowlist } from './written-allowlist.ts';

describe('entries that could never be run', () => {
  test('without requesters, and nobody may ask', () => {
    expect(faultsAfter('  requesters: [devs, sre]\n', '')).toEqual([
      'actions.yml:12:3 actions.cleanup: has no requesters in prod, which means nobody. Write requesters: here, in the environment or in everywhere.',
    ]);
  });

  test('without organization, workspace and address', () => {
    expect(faultsAfter('  organization: acme\n', '')).toEqual([
      'actions.yml:9:3 environments.prod: has no organization for cleanup. Write organization: here or in everywhere.',
    ]);
    expect(faultsAfter('workspace: acme-prod', 'apply: by_hand')).toEqual([
      'actions.yml:10:3 environments.prod: has no workspace for cleanup. Write workspace: here, or in the action.',
    ]);
    expect(faultsAfter('    address: action.aws_lambda_invoke.cleanup\n', '')).toEqual([
      'actions.yml:13:3 actions.cleanup: has no address in prod. Write address: here, such as action.aws_lambda_invoke.cleanup.',
    ]);
  });

  test('more approvals than people', () => {
    expect(faultsWith({ prod: ['approval: { required: [{ from: [ana, ben], count: 3 }] }'] })).toEqual([
      'actions.yml:12:28 environments.prod.approval.required[0]: wants 3 people, but 2 people are named. Lower count, or name more people or a group.',
    ]);
    expect(faultsWith({ prod: ['approval: { required: [{ from: ben }, { from: ben }] }'] })).toEqual([
      'actions.yml:14:3 actions.cleanup: can never be approved in prod: nobody counts twice, and the lines of required name too few people together. Name more, or take a line out.',
    ]);
    expect(faultsWith({ prod: ['approval: { required: [{ from: sre, count: 20 }] }'] })).toEqual([]);
  });

  test('the only approver is the only requester', () => {
    const approval = 'approval: { required: [{ from: ben }] }';
    expect(faultsWith({ prod: ['requesters: [ben]', approval] })).toEqual([
      'actions.yml:15:3 actions.cleanup: can never be approved in prod: whoever may request it would have to approve it too. Name other people in approval.required.',
    ]);
    expect(faultsWith({ prod: ['requesters: [ben, ana]', approval] })).toEqual([]);
  });

  test('lists of requesters or of channels that have nobody and none in common', () => {
    expect(
      faultsWith({ prod: ['requesters: [ana]', 'channels: [ops]'], cleanup: ['requesters: [ben]', 'channels: [dev]'] }),
    ).toEqual([
      'actions.yml:15:3 actions.cleanup: can be requested by nobody in prod, since nobody stands in every list of requesters. Name somebody in each.',
      'actions.yml:15:3 actions.cleanup: can be requested in no channel in prod, since none stands in every list of channels. Name one in each.',
    ]);
  });
});

describe('values that an outer level makes ineffective', () => {
  const GUARDS: readonly (readonly [string, string, string, number])[] = [
    ['requesters', 'requesters: [ana]', 'requesters: [ana, ben]', 17],
    ['channels', 'channels: [ops]', 'channels: [ops, dev]', 15],
    ['approval.expires', 'approval: { expires: 30m }', 'approval: { expires: 1h }', 26],
    ['approval.allow_requester', 'approval: { allow_requester: false }', 'approval: { allow_requester: true }', 34],
    ['apply', 'apply: by_hand', 'apply: automatic', 12],
    ['max_invocations', 'max_invocations: 2', 'max_invocations: 3', 22],
    ['start_within', 'start_within: 10m', 'start_within: 20m', 19],
    ['confirm_within', 'confirm_within: 5m', 'confirm_within: 6m', 21],
  ];

  for (const [guard, outer, inner, column] of GUARDS) {
    test(guard, () => {
      expect(faultsWith({ prod: [outer], cleanup: [inner] })).toEqual([
        `actions.yml:17:${column} actions.cleanup.${guard}: has no effect: environments.prod.${guard} is tighter, and an ` +
          `inner level cannot loosen it. Tighten it here, take it out, or loosen environments.prod.${guard}.`,
      ]);
      expect(faultsWith({ prod: [inner], cleanup: [outer] }), 'the other way round it tightens').toEqual([]);
      expect(faultsWith({ prod: [outer], cleanup: [outer] }), 'the same again surprises nobody').toEqual([]);
    });
  }

  test('everyone is wider than any list', () => {
    expect(faultsWith({ prod: ['requesters: everyone'] })).toEqual([
      'actions.yml:12:17 environments.prod.requesters: has no effect: everywhere.requesters is tighter, and an inner level ' +
        'cannot loosen it. Tighten it here, take it out, or loosen everywhere.requesters.',
    ]);
  });

  test('a value that has an effect in one of its entries is none', () => {
    const text = writeAllowlist({
      prod: ['apply: by_hand', 'max_invocations: 1'],
      environments: '[prod, staging]',
    }).replace(
      'environments:\n  prod:',
      'environments:\n  staging: { workspace: acme-staging, max_invocations: 9 }\n  prod:',
    );
    const inAction = text.replace(
      'environments: [prod, staging]',
      'environments: [prod, staging]\n    max_invocations: 5',
    );
    expect(faultsIn(inAction)).toEqual([]);
  });
});
