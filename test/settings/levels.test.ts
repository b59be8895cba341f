import { expect, test } from 'vitest';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { DOCUMENTED } from './documented-allowlist.ts';
import { writeAllowlist } from './written-allowlist.ts';

const group = (...groups: readonly string[]) => ({ everyone: false, people: [], groups });
const person = (...people: readonly string[]) => ({ everyone: false, people, groups: [] });
const MINUTE = 60_000;

const entriesOf = (text: string, connections: ReadonlyMap<string, string | undefined> = new Map()) =>
  parseAllowlist(text, 'actions.yml', connections).entries;

test('the documented example means what its comments say', () => {
  const common = {
    organization: 'acme',
    maxInvocations: 1,
    startWithin: 60 * MINUTE,
    confirmWithin: 15 * MINUTE,
    notifyFailure: group('S0SRE00001'),
    preview: false,
    breakGlass: group(),
    viewers: group(),
  };
  const cleanup = {
    ...common,
    action: 'cleanup',
    description: 'Delete build artefacts that nothing refers to',
    address: 'module.utils.action.aws_lambda_invoke.cleanup',
    requesters: [group('S0DEVS0001', 'S0SRE00001')],
    apply: 'automatic',
    parameters: {
      older_than_days: {
        variable: 'cleanup_older_than_days',
        type: 'integer',
        minimum: 1,
        maximum: 365,
        default: 30,
        description: 'Age in days',
      },
    },
  };
  const oneOfSre = { from: group('S0SRE00001'), count: 1 };
  const prod = {
    ...{ environment: 'prod', workspace: 'acme-prod', channels: [['C0PRODOPS1']] },
    breakGlass: group('S0ONCALL01'),
    cooldown: 10 * MINUTE,
  };
  expect(entriesOf(DOCUMENTED)).toEqual([
    {
      ...cleanup,
      environment: 'staging',
      workspace: 'acme-staging',
      channels: [],
      approval: { required: [], expires: 60 * MINUTE, allowRequester: false },
    },
    { ...cleanup, ...prod, approval: { required: [oneOfSre], expires: 30 * MINUTE, allowRequester: false } },
    {
      ...common,
      ...prod,
      action: 'failover',
      description: 'Move the database to its standby',
      address: 'action.aws_lambda_invoke.failover',
      requesters: [group('S0DEVS0001', 'S0SRE00001'), group('S0SRE00001')],
      approval: {
        required: [oneOfSre, { from: person('U0BEN00001'), count: 1 }],
        expires: 30 * MINUTE,
        allowRequester: false,
      },
      apply: 'by_hand',
      parameters: {},
    },
  ]);
});

test('each of four levels tightens: required adds up, the least time holds, the tightest way to apply', () => {
  const text = writeAllowlist({
    everywhere: [
      'approval: { required: [{ from: sre, count: 2 }], expires: 2h }',
      'max_invocations: 9',
      'apply: automatic',
    ],
    prod: ['approval: { required: [{ from: ben }], expires: 90m }', 'apply: by_hand', 'channels: [ops, dev]'],
    cleanup: ['approval: { required: [{ from: [ana, ben] }] }', 'max_invocations: 5', 'notify: { failure: [ana] }'],
    environments:
      '{ prod: { approval: { expires: 45m }, channels: [ops], max_invocations: 3, notify: { failure: [ben] } } }',
    top: ['notify: { failure: [sre] }'],
  });
  expect(entriesOf(text)).toMatchObject([
    {
      approval: {
        required: [
          { from: group('S0SRE00001'), count: 2 },
          { from: person('U0BEN00001'), count: 1 },
          { from: person('U0ANA00001', 'U0BEN00001'), count: 1 },
        ],
        expires: 45 * MINUTE,
      },
      apply: 'by_hand',
      maxInvocations: 3,
      channels: [['C0DEV00001', 'C0OPS00001'], ['C0OPS00001']],
      notifyFailure: { people: ['U0ANA00001', 'U0BEN00001'], groups: ['S0SRE00001'] },
    },
  ]);
});

test('of where it runs the innermost holds, and a connection brings its organization along', () => {
  const text = writeAllowlist({
    prod: ['connection: eu', 'approval: { allow_requester: true }'],
    environments: '{ prod: { workspace: ws-AbC123 } }',
    top: ['connections: [eu]'],
  });
  const [entry] = entriesOf(text, new Map([['eu', 'acme-eu']]));
  expect(entry).toMatchObject({
    connection: 'eu',
    organization: 'acme-eu',
    workspace: 'ws-AbC123',
    approval: { allowRequester: true },
  });
  expect(entriesOf(text, new Map([['eu', undefined]]))[0]).toMatchObject({ organization: 'acme' });
});

test('everyone is a word of requesters, beside names too', () => {
  const text = writeAllowlist().replace('[devs, sre]', '[ana, everyone]');
  expect(entriesOf(text)[0]?.requesters).toEqual([{ everyone: true, people: ['U0ANA00001'], groups: [] }]);
});

test('the text is kept with its hash', () => {
  const text = writeAllowlist();
  const allowlist = parseAllowlist(text, 'actions.yml', undefined);
  expect(allowlist.text).toBe(text);
  expect(allowlist.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(parseAllowlist(`${text}# more\n`, 'actions.yml', undefined).hash).not.toBe(allowlist.hash);
});
