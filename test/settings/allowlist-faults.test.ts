import { describe, expect, test } from 'vitest';
import { faultsIn, type WrittenParts, writeAllowlist } from './written-allowlist.ts';

const faultsWith = (parts: WrittenParts, connections?: ReadonlyMap<string, string | undefined>): readonly string[] =>
  faultsIn(writeAllowlist(parts), connections);

/** Like `faultsWith`, after another change of the text. */
const faultsAfter = (from: string, to: string, parts: WrittenParts = {}): readonly string[] => {
  const text = writeAllowlist(parts);
  expect(text).toContain(from);
  return faultsIn(text.replace(from, to));
};

test('the allowlist that the others are made of is good', () => {
  expect(faultsWith({})).toEqual([]);
});

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

describe('what YAML allows and an allowlist does not', () => {
  test('aliases and anchors', () => {
    expect(faultsAfter('acme-prod', '&name acme-prod', { cleanup: ['description: *name'] })).toEqual([
      'actions.yml:11:22 environments.prod.workspace: has an anchor (&name), which is not supported. Take it out.',
      'actions.yml:16:18 actions.cleanup.description: is an alias (*name), which is not supported. Write it out.',
    ]);
  });

  test('tags, those of YAML itself among them', () => {
    expect(faultsAfter('acme-prod', '!!str acme-prod', { cleanup: ['description: !secret x'] })).toEqual([
      'actions.yml:11:22 environments.prod.workspace: has a tag (!!str), which is not supported. Take it out.',
      'actions.yml:16:26 actions.cleanup.description: has a tag (!secret), which is not supported. Take it out.',
    ]);
  });

  test('merge keys', () => {
    expect(faultsWith({ prod: ['<<: { apply: by_hand }'] })).toEqual([
      'actions.yml:12:5 environments.prod.<<: is a merge key, which is not supported. Write out what it stands for.',
    ]);
  });

  test('names that mean something to JavaScript, and none of them reaches any object', () => {
    const faults = faultsWith({
      everywhere: [
        '__proto__: { requesters: [ben], polluted: true }',
        'constructor: { prototype: { polluted: true } }',
      ],
      cleanup: ['parameters: { __proto__: { variable: polluted, type: string } }'],
    });
    expect(faults).toEqual([
      'actions.yml:9:3 everywhere.__proto__: is a reserved word. Choose another name.',
      'actions.yml:10:3 everywhere.constructor: is a reserved word. Choose another name.',
      'actions.yml:10:18 everywhere.constructor.prototype: is a reserved word. Choose another name.',
      'actions.yml:18:19 actions.cleanup.parameters.__proto__: is a reserved word. Choose another name.',
    ]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('directives and further documents', () => {
    expect(faultsIn(`%YAML 1.1\n---\n${writeAllowlist()}`)).toEqual([
      'actions.yml:1:1 begins with a directive, which is not supported. Take the lines that begin with % out.',
    ]);
    expect(faultsIn(`${writeAllowlist()}---\nversion: 1\n`)).toEqual([
      'actions.yml:16:1 begins a second document, which nobody would read. Take the line --- out.',
    ]);
  });

  test('yes and no are text, not true and false', () => {
    expect(faultsWith({ prod: ['approval: { allow_requester: yes }'] })).toEqual([
      'actions.yml:12:34 environments.prod.approval.allow_requester: has to be true or false, but is "yes". Write it without quotes.',
    ]);
  });

  test('what is no YAML is told where it breaks', () => {
    expect(faultsIn('version: 1\npeople: { ana: U0ANA00001\n')).toEqual([
      expect.stringMatching(/^actions\.yml:[23]:\d+ is not valid YAML: .*\. Mend it here\.$/),
    ]);
  });

  test('a tab is one fault, whatever it makes of the lines behind it', () => {
    expect(faultsAfter('    workspace: acme-prod', '\tworkspace: acme-prod')).toEqual([
      'actions.yml:11:1 is indented with a tab, which YAML does not allow. Use spaces.',
    ]);
  });
});

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

describe('parameters', () => {
  const withParameters = (...parameters: readonly string[]): readonly string[] =>
    faultsWith({ cleanup: ['parameters:', ...parameters.map((line) => `  ${line}`)] });

  test('defaults outside their limits, and limits that leave nothing', () => {
    expect(
      withParameters(
        'days: { variable: days, type: integer, minimum: 1, maximum: 5, default: 9 }',
        'ages: { variable: ages, type: number, minimum: 5, maximum: 1 }',
        'size: { variable: size, type: enum, values: [s, m], default: l }',
        'name: { variable: name, type: string, min_length: 5, max_length: 3 }',
        'text: { variable: text, type: string, max_length: 3, default: four }',
      ),
    ).toEqual([
      'actions.yml:17:79 actions.cleanup.parameters.days.default: has to be a whole number from 1 to 5, which “9” is not. Write a default that one could also type.',
      'actions.yml:18:54 actions.cleanup.parameters.ages.minimum: is more than 1, the maximum. Lower it.',
      'actions.yml:19:68 actions.cleanup.parameters.size.default: has to be one of s, m, which “l” is not. Write a default that one could also type.',
      'actions.yml:20:57 actions.cleanup.parameters.name.min_length: is more than 3, the longest. Lower it.',
      'actions.yml:21:69 actions.cleanup.parameters.text.default: has to be text of at most 3 characters, which “four” is not. Write a default that one could also type.',
    ]);
  });

  test('an empty default, where nothing says that the text may be empty', () => {
    expect(
      withParameters(
        'none: { variable: none, type: string, default: "" }',
        'some: { variable: some, type: string, default: "", min_length: 0 }',
        'much: { variable: much, type: string, default: "", min_length: 1 }',
      ),
    ).toEqual([
      'actions.yml:17:54 actions.cleanup.parameters.none.default: is empty, and nobody can type an empty text. Add min_length: 0, or remove the default.',
      'actions.yml:19:54 actions.cleanup.parameters.much.default: has no value. Write a default that one could also type.',
    ]);
  });

  test('a name that is a whole number, which would not stay in its place', () => {
    expect(
      withParameters(
        'days: { variable: days, type: integer }',
        '1: { variable: first, type: string }',
        '1st: { variable: other, type: string }',
      ),
    ).toEqual([
      'actions.yml:18:7 actions.cleanup.parameters.1: is a whole number, which would not keep its place among the parameters. Start the name with a letter, such as n1.',
    ]);
  });

  test('two that set one variable', () => {
    expect(withParameters('days: { variable: days, type: integer }', 'age: { variable: days, type: integer }')).toEqual(
      [
        'actions.yml:18:24 actions.cleanup.parameters.age.variable: is set by days already. Give each parameter a variable of its own.',
      ],
    );
  });

  test('types that there are not, and keys of another type', () => {
    expect(
      withParameters(
        'kind: { variable: kind, type: strin }',
        'none: { variable: none }',
        'flag: { variable: flag, type: boolean, default: "true", minimum: 1 }',
        'size: { variable: "2 b", type: enum, values: [] }',
      ),
    ).toEqual([
      'actions.yml:17:37 actions.cleanup.parameters.kind.type: cannot be "strin". Write type: string, integer, number, boolean or enum.',
      'actions.yml:18:7 actions.cleanup.parameters.none.type: is missing. Write type: string, integer, number, boolean or enum.',
      'actions.yml:19:55 actions.cleanup.parameters.flag.default: has to be true or false, but is "true". Write it without quotes.',
      'actions.yml:19:63 actions.cleanup.parameters.flag.minimum: is not a key of actions.cleanup.parameters.flag. Take it out, or write one of: type, variable, description, default.',
      expect.stringMatching(
        /^actions\.yml:20:25 .*size\.variable: has to be the name of a Terraform variable, but is "2 b"/,
      ),
      expect.stringMatching(/^actions\.yml:20:52 .*size\.values: has to be a list of texts, but is an empty list/),
    ]);
  });
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

describe('files that nobody wrote by hand', () => {
  const quickly = (text: string): readonly string[] => {
    const begun = performance.now();
    const faults = faultsIn(text);
    expect(performance.now() - begun).toBeLessThan(2_000);
    return faults;
  };

  test('larger than 256 KiB', () => {
    const fault = 'actions.yml:1:1 is larger than 256 KiB. Take out what is not needed.';
    expect(quickly('#'.repeat(256 * 1024 + 1))).toEqual([fault]);
    expect(quickly('ä'.repeat(128 * 1024 + 1)), 'bytes count, not letters').toEqual([fault]);
    expect(faultsIn(writeAllowlist().padEnd(256 * 1024, '#'))).toEqual([]);
  });

  test('deeper than 20, however it is written', () => {
    const nested = (depth: number): string => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(quickly(nested(100_000))).toEqual(['actions.yml:1:23 is nested more than 20 levels deep. Flatten it.']);
    expect(quickly('- '.repeat(50_000))).toEqual([expect.stringContaining('is nested more than 20 levels deep.')]);
    const staircase = Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}k:`).join('\n');
    expect(quickly(staircase)).toEqual(['actions.yml:21:22 is nested more than 20 levels deep. Flatten it.']);
    expect(faultsIn(nested(19)).join()).not.toContain('nested');
  });

  test('aliases that would grow to gigabytes', () => {
    const bomb = Array.from({ length: 9 }, (_, index) => {
      const items = index === 0 ? 'x' : `*a${index - 1}`;
      return `k${index}: &a${index} [${Array(9).fill(items).join(', ')}]`;
    });
    expect(quickly(bomb.join('\n')).filter((fault) => fault.includes('is an alias'))).toHaveLength(72);
  });

  test('thousands of faults', () => {
    const actions = Array.from(
      { length: 1_000 },
      (_, index) => `  a${index}: { address: action.a.b, colour: red, environments: [prod] }`,
    );
    expect(faultsIn(`${writeAllowlist()}${actions.join('\n')}\n`)).toHaveLength(1_000);
  });
});
