import { describe, expect, test } from 'vitest';
import { sayCause } from '../../src/domain/refused-creation.ts';
import { plainText } from '../../src/domain/sentence.ts';
import {
  findWorkspaceFault,
  refuseWorkspace,
  type WorkspaceFacts,
  type WorkspaceFaultKind,
} from '../../src/domain/workspace-fault.ts';
import { anasRequest } from '../store/requests.ts';

const { entry } = anasRequest().asked;
const FINE: WorkspaceFacts = {
  executionMode: 'remote',
  terraformVersion: '1.15.4',
  hasConfiguration: true,
  canQueueRun: true,
  canConfirm: true,
};
const kindOf = (facts: WorkspaceFacts, apply: 'automatic' | 'by_hand' | 'rehearse' = 'automatic') =>
  findWorkspaceFault('acme-prod', facts, { apply })?.kind;

describe('what a workspace refuses', () => {
  test.each<readonly [WorkspaceFacts, WorkspaceFaultKind]>([
    [{ ...FINE, executionMode: 'local' }, 'local_execution'],
    [{ ...FINE, hasConfiguration: false }, 'no_configuration'],
    [{ ...FINE, terraformVersion: '1.13.9' }, 'terraform_too_old'],
    [{ ...FINE, terraformVersion: '0.15.0' }, 'terraform_too_old'],
    [{ ...FINE, terraformVersion: '1.13.0-rc1' }, 'terraform_too_old'],
    [{ ...FINE, canQueueRun: false }, 'cannot_queue_run'],
    [{ ...FINE, canConfirm: false }, 'cannot_confirm'],
  ])('%o is %s, said with a way out', (facts, kind) => {
    const fault = findWorkspaceFault('acme-prod', facts, { apply: 'automatic' });
    expect(fault?.kind).toBe(kind);
    const { code, sentence, hint } = refuseWorkspace(entry, fault ?? { kind, workspace: '' });
    expect(code).toBe('workspace_unusable');
    expect(plainText(sentence)).toMatch(/ cannot run: .*workspace acme-prod/);
    expect(plainText(hint)).toMatch(/ask again/);
  });

  test.each([
    'latest',
    '~> 1.9.0',
    '>= 1.12, < 2.0',
    '1.13',
    'v1.9.0',
    '',
    '1.14.0',
    '1.14.0-beta1',
    '1.100.0',
    '2.0.0',
  ])('version %o refuses nothing', (terraformVersion) => expect(kindOf({ ...FINE, terraformVersion })).toBeUndefined());

  test('what it does not say refuses nothing', () => {
    expect(kindOf({})).toBeUndefined();
    expect(kindOf({ ...FINE, executionMode: 'agent' })).toBeUndefined();
  });

  test('the right to apply matters only where the bot applies by itself', () => {
    expect(kindOf({ ...FINE, canConfirm: false }, 'by_hand')).toBeUndefined();
    expect(kindOf({ ...FINE, canConfirm: false }, 'rehearse')).toBeUndefined();
  });
});

describe('what is said of a refused creation', () => {
  const cause = (status: number, facts: WorkspaceFacts | undefined, said = 'Invalid Attribute'): string =>
    plainText(sayCause({ status, said, ...(facts && { workspace: { name: 'acme-prod', ...facts } }) }));

  test.each<readonly [number, WorkspaceFacts | undefined, RegExp]>([
    [422, { ...FINE, terraformVersion: '1.13.9' }, /^The cause is that workspace acme-prod uses Terraform 1\.13\.9/],
    [422, { ...FINE, executionMode: 'local' }, /^The cause is that workspace acme-prod uses local execution/],
    [422, FINE, /uses Terraform 1\.15\.4, which has actions\. Check that the organization's plan/],
    [422, { ...FINE, terraformVersion: 'latest' }, /is set to latest: check that this is 1\.14 or later/],
    [422, undefined, /Check that the workspace uses Terraform 1\.14 or later/],
    [404, { ...FINE, canQueueRun: false }, /^The cause is that the bot's token may not start runs/],
    [404, FINE, /may start runs\. Check that it is no organization token, and that the organization's plan/],
    [403, undefined, /at least the Plan role/],
    [404, { ...FINE, executionMode: 'local' }, /may start runs/],
    [401, FINE, /token is no longer valid/],
  ])('%i with %o names what is so', (status, facts, said) => expect(cause(status, facts)).toMatch(said));

  test('a configuration version that cannot be used is named as that', () => {
    expect(cause(422, FINE, 'Configuration version is missing')).toMatch(/configuration version .* cannot be used/);
  });
});
