import { describe, expect, test } from 'vitest';
import { faultsAfter, faultsWith } from './faults-with.ts';

describe('ids and names', () => {
  test('what is no Slack id', () => {
    expect(faultsAfter('U0ANA00001', 'ana')).toEqual([
      'actions.yml:2:51 people.ana: has to be a Slack id, but is "ana". Write U… or W… for a person, S… for a user group: Slack shows it under Copy member ID.',
    ]);
    expect(faultsAfter('C0DEV00001', '"#dev"')).toEqual([
      'actions.yml:3:35 channels.dev: has to be the id of a Slack channel, but is "#dev". Write C… or G…: Slack shows it at the end of the channel details.',
    ]);
  });

  test('a bad id is told once, and not also where its name leaves a list empty', () => {
    expect(faultsAfter('C0OPS00001', 'ops', { prod: ['channels: [ops]'] })).toEqual([
      expect.stringMatching(/^actions\.yml:3:18 channels\.ops: has to be the id of a Slack channel, but is "ops"\./),
    ]);
    const prod = ['requesters: [ana]', 'approval: { required: [{ from: [ana, ben], count: 2 }] }'];
    expect(faultsAfter('U0BEN00001', 'ben', { prod })).toEqual([
      expect.stringMatching(/^actions\.yml:2:68 people\.ben: has to be a Slack id, but is "ben"\./),
    ]);
  });

  test('what is no name', () => {
    const wayOut = 'Use a to z, 0 to 9, _ and -, at most 40 of them, and begin with a letter or a digit.';
    expect(faultsAfter('  cleanup:', '  Clean up:')).toEqual([
      `actions.yml:13:3 actions.Clean up: is not a name. ${wayOut}`,
    ]);
    expect(faultsWith({ cleanup: [`parameters: { ${'a'.repeat(41)}: { variable: a, type: string } }`] })).toEqual([
      `actions.yml:16:19 actions.cleanup.parameters.${'a'.repeat(41)}: is not a name. ${wayOut}`,
    ]);
  });

  test('an address that is not exactly one action', () => {
    for (const address of ['action.aws_lambda_invoke.cleanup.more', 'aws_lambda_invoke.cleanup', '"action.a.b[*]"']) {
      expect(faultsAfter('action.aws_lambda_invoke.cleanup', address)).toEqual([
        expect.stringMatching(
          /^actions\.yml:14:14 actions\.cleanup\.address: has to be one full action address, but is/,
        ),
      ]);
    }
  });

  test('what is most often left out of an address is put in', () => {
    const meant = {
      'aws_lambda_invoke.cleanup': 'action.aws_lambda_invoke.cleanup',
      'module.utils.aws_lambda_invoke.cleanup': 'module.utils.action.aws_lambda_invoke.cleanup',
      'action.aws_lambda_invoke.cleanup[eu-west-1]': 'action.aws_lambda_invoke.cleanup["eu-west-1"]',
      "module.utils['eu'].aws_lambda_invoke.cleanup[0]": 'module.utils["eu"].action.aws_lambda_invoke.cleanup[0]',
    };
    for (const [written, said] of Object.entries(meant)) {
      expect(faultsAfter('action.aws_lambda_invoke.cleanup', written)).toEqual([
        expect.stringContaining(`but is "${written}". Did you mean ${said}?`),
      ]);
    }
    expect(faultsAfter('action.aws_lambda_invoke.cleanup', 'cleanup')).toEqual([
      expect.stringContaining('but is "cleanup". Write it such as action.aws_lambda_invoke.cleanup or'),
    ]);
  });

  test('names that the file does not define, with the nearest or the way out', () => {
    const parts = {
      everywhere: ['channels: [oops]'],
      prod: ['requesters: [sree, U0ANA00001]', 'approval: { required: [{ from: [ben, everyone] }] }'],
      cleanup: ['notify: { failure: [nobody-we-know] }'],
      environments: '[prod, prd]',
    };
    expect(faultsWith(parts)).toEqual([
      'actions.yml:9:14 everywhere.channels[0]: "oops" is not in channels. Did you mean ops?',
      'actions.yml:13:18 environments.prod.requesters[0]: "sree" is not in people. Did you mean sre?',
      'actions.yml:13:24 environments.prod.requesters[1]: "U0ANA00001" is not in people. Give the id a name there, and write that name here.',
      'actions.yml:14:42 environments.prod.approval.required[0].from[1]: "everyone" can only be said in requesters. Write a name that stands in people.',
      'actions.yml:18:26 actions.cleanup.environments[1]: "prd" is not in environments. Did you mean prod?',
      'actions.yml:19:25 actions.cleanup.notify.failure[0]: "nobody-we-know" is not in people. Add it there, or take it out here.',
    ]);
  });

  test('an environment of a block that the file does not define', () => {
    expect(faultsWith({ environments: '{ prd: { apply: by_hand } }' })).toEqual([
      'actions.yml:15:21 actions.cleanup.environments.prd: "prd" is not in environments. Did you mean prod?',
    ]);
  });

  test('connections stand in the file and in the environment', () => {
    expect(faultsWith({ prod: ['connection: eu'] })).toEqual([
      'actions.yml:12:17 environments.prod.connection: "eu" is not in connections. Add it there, or take it out here.',
    ]);
    const parts = { top: ['connections: [eu]'], prod: ['connection: eu'] };
    expect(faultsWith(parts)).toEqual([
      'actions.yml:17:15 connections[0]: "eu" has no TFE_TOKEN_EU in the environment. Set it, or take the name out.',
    ]);
    expect(faultsWith(parts, new Map([['eu', undefined]]))).toEqual([]);
  });

  test('a name that nothing uses is no fault', () => {
    expect(faultsAfter('ana: U0ANA00001', 'ana: U0ANA00001, eva: U0EVA00001')).toEqual([]);
  });
});
