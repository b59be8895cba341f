import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseActionAddress } from '../../src/domain/action-address.ts';
import { wordsOf } from '../../src/terraform/calling/error-document.ts';
import { tokenOwnerOf } from '../../src/terraform/documents/account-document.ts';
import { actionItemOf, listedActionOf } from '../../src/terraform/documents/action-document.ts';
import { applyOf } from '../../src/terraform/documents/apply-document.ts';
import { invocationOf } from '../../src/terraform/documents/invocation-document.ts';
import { parseDocument, parseList } from '../../src/terraform/documents/json-api.ts';
import { parseLogSource } from '../../src/terraform/documents/log-source-document.ts';
import { planOf } from '../../src/terraform/documents/plan-document.ts';
import { parseRun, parseRuns } from '../../src/terraform/documents/run-document.ts';
import { parseWorkspace } from '../../src/terraform/documents/workspace-document.ts';

const folder = join(process.env.CONTRACTS_DIR ?? join(import.meta.dirname, '../../../shared/contracts'), 'samples');
const isHere = existsSync(folder);
if (!isHere) process.stdout.write('documents: the published samples are left out: the contracts folder is not here\n');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const sample = (name: string): unknown => JSON.parse(text(name));

if (isHere)
  describe('the published samples', () => {
    test.each(['run-create-response.json', 'run-show-response.json'])('%s is a run', (name) => {
      expect(parseRun(sample(name))).toMatchObject({
        id: 'run-CZcmD7eagjhyX0vN',
        status: 'pending',
        message: 'Custom message',
        planOnly: false,
        actions: { cancelable: true, confirmable: false, discardable: false },
        permissions: { apply: true, discard: true, cancel: true },
        createdAt: new Date('2021-05-24T07:38:04.171Z'),
        timestamps: { 'plan-queueable-at': '2021-05-24T07:38:04+00:00' },
      });
    });

    test('what the run was created with is read, and its absence', () => {
      const echo = {
        ...{ message: 'Custom message', variables: [], 'auto-apply': false, 'plan-only': false, 'is-destroy': false },
        ...{ 'save-plan': false, 'target-addrs': undefined, 'replace-addrs': undefined },
      };
      expect(parseRun(sample('run-create-response.json'))?.echo).toMatchObject({
        ...echo,
        'invoke-action-addrs': ['action.aws_lambda_invoke.example'],
      });
      expect(parseRun(sample('run-show-response.json'))?.echo).toMatchObject({
        ...echo,
        'invoke-action-addrs': undefined,
      });
    });

    test.each(['run-list-response.json', 'run-list-organization-response.json'])('%s is a list of runs', (name) => {
      expect(parseRuns(sample(name))?.length).toBeGreaterThan(0);
    });

    test.each(['plan-show.json', 'plan-show-agent.json'])('%s is a plan', (name) => {
      const document = parseDocument(sample(name));
      expect(document && planOf(document.data)).toMatchObject({ status: 'finished', resourceChanges: 1 });
      expect(parseLogSource(sample(name))).toMatchObject({ failed: false, address: expect.stringMatching(/^https:/) });
    });

    test.each(['apply-show.json', 'apply-show-agent.json'])('%s is an apply', (name) => {
      const document = parseDocument(sample(name));
      expect(document && applyOf(document.data)).toMatchObject({ status: 'finished', actionInvocations: undefined });
      expect(parseLogSource(sample(name))?.address).toMatch(/^https:/);
    });

    test.each(['workspace-show.json', 'workspace-create-response.json'])('%s is a workspace', (name) => {
      expect(parseWorkspace(sample(name))).toMatchObject({
        id: expect.stringMatching(/^ws-/),
        name: expect.any(String),
        executionMode: expect.stringMatching(/^(remote|agent|local)$/),
        canQueueRun: true,
        canQueueApply: true,
      });
    });

    test('the locked workspace names its run and its configuration version', () => {
      expect(parseWorkspace(sample('workspace-show.json'))).toMatchObject({
        organization: 'my-organization',
        locked: true,
        lockedReason: undefined,
        lockedBy: undefined,
        configurationVersionId: 'cv-hjy7ndEkmCtn31ps',
        currentRunId: 'run-hjy7ndEkmCtn31ps',
      });
    });

    test('actions and invocations', () => {
      const actions = parseList(sample('terraform-actions-list.json'))?.data ?? [];
      expect(actions.map(actionItemOf)).toEqual([
        {
          id: 'action-ryh1uSaExmQqK72V',
          address: 'action.terraform_data.restart',
          moduleAddress: 'module.foo',
          instances: 3,
          keys: ['key1', 'key2', 'key3'],
        },
      ]);
      const address = parseActionAddress('module.foo.action.terraform_data.restart');
      expect(actions.map(listedActionOf)).toEqual([{ address, instances: 3, keys: ['key1', 'key2', 'key3'] }]);
      const invocations = parseList(sample('terraform-action-invocations.json'))?.data.map(invocationOf);
      expect(invocations).toEqual([{ status: 'successful', key: undefined }]);
    });

    test('whose a token is', () => {
      expect(tokenOwnerOf(sample('account-details-org-token.json'))).toBe('organizations');
      expect(tokenOwnerOf(sample('account-details-team-token.json'))).toBe('teams');
    });

    test.each([
      ['error-401.json', 'unauthorized'],
      ['error-404.json', 'not found'],
      ['error-409.json', 'transition not allowed'],
      ['error-422-run-create.json', 'unprocessable entity: Configuration version is missing'],
      ['error-422-invalid-attribute.json', 'Invalid Attribute: invalid run parameters'],
      ['error-429.json', "Too many requests: You have exceeded the API's rate limit."],
      ['error-400-jsonapi.json', 'org name invalid: Org name is invalid'],
    ])('%s says "%s"', (name, words) => {
      expect(wordsOf({ status: 400, header: () => undefined, text: text(name), json: sample(name) }, [])).toBe(words);
    });
  });

const relation = (type: string, id: string): object => ({ data: { type, id } });

test('plan, apply and creator are taken from what was included, by type and id', () => {
  const run = parseRun({
    data: {
      id: 'run-1',
      type: 'runs',
      attributes: { status: 'planned', message: 7, 'is-destroy': 'true', 'later-attribute': { any: ['thing'] } },
      relationships: {
        workspace: relation('workspaces', 'ws-1'),
        'configuration-version': relation('configuration-versions', 'cv-1'),
        plan: relation('plans', 'same-id'),
        apply: relation('applies', 'same-id'),
        'created-by': relation('users', 'user-1'),
      },
    },
    included: [
      null,
      { id: 'other', type: 'plans', attributes: { status: 'errored' } },
      { id: 'same-id', type: 'applies', attributes: { status: 'pending', 'action-invocations': null } },
      {
        id: 'same-id',
        type: 'plans',
        attributes: {
          status: 'finished',
          'resource-additions': '1',
          'resource-changes': 0,
          'resource-destructions': 2,
          'resource-imports': 4,
          'action-invocations': '3',
        },
      },
      { id: 'user-1', type: 'users', attributes: { username: 'api-team_42' } },
    ],
  });
  expect(run).toMatchObject({
    message: '7',
    echo: { workspace: 'ws-1', 'configuration-version': 'cv-1', message: '7', 'is-destroy': true },
    createdBy: 'api-team_42',
    plan: { id: 'same-id', status: 'finished', resourceChanges: 7, actionInvocations: 3 },
    apply: { id: 'same-id', status: 'pending', actionInvocations: undefined, actionFailures: undefined },
  });
});

test.each([
  [{ 'resource-additions': null, 'resource-changes': 0, 'resource-destructions': 0 }],
  [{ 'resource-additions': 0, 'resource-changes': 0 }],
  [{ 'resource-additions': 0, 'resource-changes': -1, 'resource-destructions': 0 }],
  [{ 'resource-additions': 0, 'resource-changes': 0, 'resource-destructions': 0, 'resource-imports': -1 }],
  [{ 'resource-additions': 0, 'resource-changes': 0.5, 'resource-destructions': 0 }],
  [{ 'resource-additions': 0, 'resource-changes': 0, 'resource-destructions': 0, 'resource-imports': '1.0' }],
  [{}],
])('a plan that does not say all of %j does not say how much it changes', (attributes) => {
  expect(planOf({ id: 'plan-1', type: 'plans', attributes, relationships: undefined }).resourceChanges).toBeUndefined();
});

test.each([-1, 1.5, '1.5', '-1', 'many', {}, [], true, 9007199254740992])(
  'a count of %j is unreadable, in a plan as in an apply: it is no count, and it is not absent',
  (count) => {
    const resource = { id: 'x', relationships: undefined, attributes: { 'action-invocations': count } };
    expect(planOf({ ...resource, type: 'plans' }).actionInvocations).toBe('unreadable');
    const failures = { 'action-invocations': count, 'action-failures': count };
    expect(applyOf({ ...resource, type: 'applies', attributes: failures })).toMatchObject({
      actionInvocations: 'unreadable',
      actionFailures: 'unreadable',
    });
  },
);

test.each([
  ['variables', [{ key: 'days' }]],
  ['variables', 'days=7'],
  ['invoke-action-addrs', 'action.t.n'],
  ['auto-apply', 'yes'],
  ['plan-only', 1],
  ['is-destroy', {}],
  ['save-plan', []],
  ['target-addrs', 'aws_instance.a'],
  ['replace-addrs', [{}]],
] as const)('%s of another kind is unreadable, which is not absent', (name, value) => {
  const data = { id: 'run-1', type: 'runs', attributes: { [name]: value } };
  expect(parseRun({ data })?.echo[name]).toBe('unreadable');
});

test('what is not said is not allowed, whatever else a run is made of', () => {
  expect(parseRun({ data: { id: 'run-1', type: 'runs' } })).toMatchObject({
    status: '',
    echo: { 'invoke-action-addrs': undefined, 'auto-apply': undefined },
    createdAt: undefined,
    actions: { confirmable: false, discardable: false, cancelable: false },
    permissions: { apply: false, discard: false, cancel: false },
    plan: undefined,
    apply: undefined,
  });
});

test.each([
  undefined,
  null,
  'text',
  [],
  {},
  { data: null },
  { data: { type: 'runs' } },
  { data: { id: '', type: 'runs' } },
])('%j is no run and no workspace', (json) => {
  expect(parseRun(json)).toBeUndefined();
  expect(parseWorkspace(json)).toBeUndefined();
});

test.each([
  ['a user', { type: 'users', id: 'user-1', attributes: { username: 'ben' } }, 'ben'],
  ['a team', { type: 'teams', id: 'team-1', attributes: { name: 'sre' } }, 'sre'],
  ['a run', { type: 'runs', id: 'run-9', attributes: { status: 'planned' } }, 'run-9'],
])('a workspace locked by %s says so in words', (_, locker, words) => {
  const relationships = { 'locked-by': relation(locker.type, locker.id), 'current-run': relation('runs', 'run-9') };
  const attributes = { name: 'prod', locked: true, 'locked-reason': 'maintenance' };
  const json = { data: { id: 'ws-1', type: 'workspaces', attributes, relationships }, included: [locker] };
  expect(parseWorkspace(json)).toMatchObject({ lockedBy: words, lockedReason: 'maintenance', currentRunId: 'run-9' });
});
