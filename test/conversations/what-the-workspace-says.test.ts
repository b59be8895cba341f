import { expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';

const READER = { token: 'tfe-sandbox-token', identity: 'reader' } as const;
const CONFIRMER = { token: 'tfe-sandbox-apply', identity: 'confirmer' } as const;

const TOKENS = {
  environment: { TFE_APPLY_TOKEN: CONFIRMER.token },
  terraform: {
    tokens: [
      { ...READER, rights: 'plan' },
      { ...CONFIRMER, rights: 'write' },
    ],
  },
} as const;

test('asking says what the workspace itself refuses, with the way out, before anybody is asked to approve', async () => {
  const talk = await startConversation({
    ...TOKENS,
    entry: { approval: { required: [{ from: 'sre' }] } },
    file: { limits: { commands_per_minute: 60 } },
  });
  const { terraform } = talk;
  const refuses = async (said: RegExp, wayOut: RegExp): Promise<void> => {
    await talk.says('ana', '/tf-action cleanup prod');
    const told = talk.slack.readAloud(await talk.sees('ana', said));
    expect(told).toMatch(/^cleanup in prod cannot run: /);
    expect(told).toMatch(wayOut);
  };
  terraform.changeWorkspace(WORKSPACE, { executionMode: 'local' });
  await refuses(/workspace acme-prod uses local execution/, /Change its execution mode to remote or agent/);
  terraform.changeWorkspace(WORKSPACE, { executionMode: 'agent', terraformVersion: '1.13.9' });
  await refuses(/workspace acme-prod uses Terraform 1\.13\.9/, /Set its Terraform version to 1\.14 or later/);
  terraform.changeWorkspace(WORKSPACE, { terraformVersion: '~> 1.9.0' });
  terraform.issue({ ...READER, rights: 'read' });
  await refuses(/bot's token may not start runs in workspace acme-prod/, /TFE_TOKEN.*Plan/s);
  terraform.issue({ ...READER, rights: 'plan' });
  terraform.issue({ ...CONFIRMER, rights: 'plan' });
  await refuses(/bot's token may not apply runs in workspace acme-prod/, /TFE_APPLY_TOKEN.*Write/s);
  terraform.issue({ ...CONFIRMER, rights: 'write' });

  // A plan-only token is fine if another one confirms, and a constraint is not a version.
  const request = await talk.asks('ana');
  terraform.changeWorkspace(WORKSPACE, { terraformVersion: '1.13.9' });
  await talk.clicks('ben', 'Approve', request);
  await talk.until(() => /Void/.test(talk.read(request)), 'the request to be void');
  expect(talk.read(request)).toMatch(/Since it was asked, workspace acme-prod uses Terraform 1\.13\.9/);
  expect(terraform.runs(WORKSPACE)).toEqual([]);
});

test('a workspace without a configuration is refused when asked, and a right lost after the approval before the run', async () => {
  const talk = await startConversation({
    ...TOKENS,
    entry: { approval: { required: [{ from: 'sre' }] } },
    workspace: { configuration: false },
  });
  const { terraform } = talk;
  await talk.says('ana', '/tf-action cleanup prod');
  const told = talk.slack.readAloud(await talk.sees('ana', /workspace acme-prod has no configuration version/));
  expect(told).toMatch(/Upload or merge a configuration/);
  terraform.uploadConfiguration(WORKSPACE);
  const request = await talk.asks('ana');
  terraform.issue({ ...CONFIRMER, rights: 'plan' });
  await talk.clicks('ben', 'Approve', request);
  await talk.until(() => /Void/.test(talk.read(request)), 'the request to be void');
  expect(talk.read(request)).toMatch(/the bot's token may not apply runs in workspace acme-prod/);
  expect(terraform.runs(WORKSPACE)).toEqual([]);
});
