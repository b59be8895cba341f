import { expect, onTestFinished, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { startTerraform, type TerraformOptions, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { checkTerraformTokens } from '../../src/terraform/check-tokens.ts';
import { type HandClock, startHandClock, until } from './hand-clock.ts';
import { type Connected, connect, secret } from './scripted-server.ts';

const FLUSH = 'module.edge.action.opsdemo_cache_flush.all';
const REINDEX = 'action.opsdemo_job_run.reindex';
const TOKEN = 'b3e7b1f2a4c5d6e7f8091a2b3c4d5e6f';

interface Scene extends Connected {
  readonly sandbox: TerraformSandbox;
  readonly workspaceId: string;
  readonly sandboxClock: HandClock;
  create(address?: string): Promise<string>;
  /** As if Ben pressed the button there, until the end. */
  apply(runId: string, status?: string): void;
}

async function startScene(
  workspace: Partial<Parameters<TerraformSandbox['addWorkspace']>[0]> = {},
  options: TerraformOptions = {},
): Promise<Scene> {
  const sandboxClock = startHandClock();
  const tokens = [
    { token: 'tfe-plans', identity: 'planner', rights: 'plan' },
    { token: 'tfe-applies', identity: 'applier', rights: 'write' },
  ] as const;
  const sandbox = await startTerraform({ clock: sandboxClock, tokens, ...options });
  onTestFinished(() => sandbox.close());
  const actions = [
    { address: FLUSH, logLines: ['Connecting to 3 edge nodes', 'node-3: déjà vide ✓'] },
    { address: REINDEX, instances: ['nightly', 'weekly'] },
  ];
  const workspaceId = sandbox.addWorkspace({ name: 'acme-prod', actions, ...workspace });
  const connected = connect(sandbox.url, { token: secret('tfe-plans'), applyToken: secret('tfe-applies') });
  return {
    ...connected,
    sandbox,
    workspaceId,
    sandboxClock,
    create: async (address = FLUSH) => {
      const message = `asked by Ana | request ${TOKEN} of tf-action`;
      const run = { workspaceId, configurationVersionId: undefined, address, message, variables: [] };
      const creation = await connected.terraform.createRun({}, async () => run);
      if (creation.kind !== 'created') throw new Error(`not created: ${JSON.stringify(creation)}`);
      return creation.run.id;
    },
    apply: (runId, status = 'applied') => {
      sandbox.advanceTo(runId, 'planned');
      sandbox.confirm(runId, 'Ben');
      sandbox.advanceTo(runId, status);
    },
  };
}

test('a run is created, read, confirmed with the token that may, and its verdict and its log are read', async () => {
  const { terraform, sandbox, workspaceId, sandboxClock, create } = await startScene();
  const workspace = await terraform.readWorkspace({ organization: 'acme', workspace: 'acme-prod' });
  expect(workspace).toMatchObject({ id: workspaceId, name: 'acme-prod', organization: 'acme', locked: false });
  const runId = await create();
  const echo = {
    ...{ workspace: workspaceId, 'configuration-version': workspace?.configurationVersionId, variables: [] },
    ...{ 'invoke-action-addrs': [FLUSH], 'auto-apply': false, 'plan-only': false, 'is-destroy': false },
    ...{ 'save-plan': false, 'target-addrs': undefined, 'replace-addrs': undefined },
    message: expect.stringContaining(TOKEN),
  };
  expect(await terraform.readRun({}, runId)).toMatchObject({ status: 'pending', echo });
  sandbox.advanceTo(runId, 'planned');
  expect(await terraform.readRun({}, runId)).toMatchObject({
    status: 'planned',
    createdBy: expect.stringMatching(/planner/),
    actions: { confirmable: true },
    permissions: { apply: false },
    plan: { status: 'finished', resourceChanges: 0 },
  });
  expect(await terraform.confirmRun({}, runId, async () => 'Confirmed by Ben')).toBe('accepted');
  expect(await terraform.confirmRun({}, runId, async () => 'Confirmed by Ben')).toBe('not_allowed');
  sandboxClock.jump(100);
  sandbox.advanceTo(runId, 'applied');
  expect(await terraform.readRunToAct({}, runId)).toMatchObject({ status: 'applied', permissions: { apply: true } });
  expect(await terraform.readInvocations({}, workspaceId, FLUSH, runId)).toEqual(['successful']);
  expect(await terraform.readPlanLog({}, (await terraform.readRun({}, runId))?.plan?.id ?? '')).toMatchObject({
    structured: true,
    plannedInvocations: 1,
    excerpt: undefined,
  });
  expect(await terraform.readApplyLog({}, (await terraform.readRun({}, runId))?.apply?.id ?? '')).toMatchObject({
    structured: true,
    completed: 1,
    errored: 0,
    excerpt: undefined,
  });
});

test('the token that only plans cannot confirm, and the answer says so', async () => {
  const { sandbox, create } = await startScene();
  const runId = await create();
  sandbox.advanceTo(runId, 'planned');
  const { terraform } = connect(sandbox.url, { token: secret('tfe-plans') });
  expect(await terraform.confirmRun({}, runId, async () => 'c')).toBe('forbidden');
  expect(sandbox.run(runId).status).toBe('planned');
});

test.each([true, false])(
  'a failed action is told by its invocations, and by its log (structured: %s)',
  async (structured) => {
    const { terraform, sandbox, workspaceId, create, apply } = await startScene({ structured });
    sandbox.setOutcome('acme-prod', REINDEX, 'failed');
    const runId = await create(`${REINDEX}["nightly"]`);
    apply(runId, 'errored');
    const run = await terraform.readRun({}, runId);
    expect(await terraform.readInvocations({}, workspaceId, `${REINDEX}["nightly"]`, runId)).toEqual(['failed']);
    const log = await terraform.readApplyLog({}, run?.apply?.id ?? '');
    expect(log).toMatchObject({ structured, completed: 0, errored: structured ? 1 : 0 });
    expect(log?.excerpt).toMatch(/job 4711 ended with state FAILED/);
    expect(log?.excerpt).not.toMatch(/[│╷╵]|[^\P{Cc}\n]/u);
  },
);

test('every instance is counted where the address has no key', async () => {
  const { terraform, workspaceId, sandbox, create } = await startScene({ structured: false, planCounts: 'absent' });
  expect(await terraform.countInstances({}, workspaceId, REINDEX)).toBe(2);
  expect(await terraform.countInstances({}, workspaceId, `${REINDEX}["nightly"]`)).toBe(1);
  expect(await terraform.countInstances({}, workspaceId, FLUSH)).toBe(1);
  const runId = await create(REINDEX);
  sandbox.advanceTo(runId, 'planned');
  const plan = (await terraform.readRun({}, runId))?.plan;
  expect(plan?.actionInvocations).toBeUndefined();
  expect(await terraform.readPlanLog({}, plan?.id ?? '')).toMatchObject({ structured: false, plannedInvocations: 2 });
});

test('without the actions API the counts of the apply are there, and the invocations are not', async () => {
  const { terraform, workspaceId, create, apply } = await startScene({ actionsApi: 'off', applyCounts: 'present' });
  const runId = await create();
  apply(runId);
  expect(await terraform.readInvocations({}, workspaceId, FLUSH, runId)).toBeUndefined();
  expect((await terraform.readRun({}, runId))?.apply).toMatchObject({ actionInvocations: 1, actionFailures: 0 });
});

test('a run whose answer was lost is found by its token, once, the older one first', async () => {
  const { terraform, sandbox, workspaceId, sandboxClock, create } = await startScene();
  const other = sandbox.startOtherRun('acme-prod', { by: 'Cem', message: `not ${TOKEN}x` });
  sandboxClock.jump(1_000);
  const first = await create();
  sandboxClock.jump(1_000);
  const second = await create();
  expect((await terraform.findRunsByToken({}, workspaceId, TOKEN)).map(({ id }) => id)).toEqual([first, second]);
  sandbox.advanceTo(other, 'planned');
  sandbox.discard(other, 'Cem');
  expect((await terraform.findRunsByToken({}, workspaceId, TOKEN)).map(({ id }) => id)).toEqual([first, second]);
  expect(await terraform.findRunsByToken({}, workspaceId, TOKEN.slice(1))).toEqual([]);
});

test('not being shown the runs is not knowing that there is none', async () => {
  const { terraform } = await startScene();
  await expect(terraform.findRunsByToken({}, 'ws-gone', TOKEN)).rejects.toBeInstanceOf(Unreachable);
});

test('who holds a busy or locked workspace is named', async () => {
  const { terraform, sandbox, workspaceId } = await startScene();
  const where = { organization: 'acme', workspace: workspaceId };
  sandbox.lock('acme-prod', { by: 'Dia', reason: 'moving house' });
  expect(await terraform.readWorkspace(where)).toMatchObject({ locked: true, lockedReason: 'moving house' });
  expect((await terraform.readWorkspace(where))?.lockedBy).toMatch(/dia/i);
  sandbox.unlock('acme-prod');
  const runId = sandbox.startOtherRun('acme-prod', { by: 'Cem', message: 'resize' });
  sandbox.advanceTo(runId, 'planned');
  expect(await terraform.readWorkspace(where)).toMatchObject({
    locked: true,
    lockedBy: runId,
    currentRunId: runId,
    currentRun: { id: runId, status: 'planned', message: 'resize' },
  });
});

test('a workspace says what decides whether an action can run in it, its permissions being those of the token that reads', async () => {
  const { terraform, sandbox, workspaceId } = await startScene();
  const where = { organization: 'acme', workspace: workspaceId };
  const workspace = await terraform.readWorkspace(where);
  const facts = { executionMode: 'remote', terraformVersion: '1.15.4', hasConfiguration: true };
  expect(workspace).toMatchObject({ ...facts, canQueueRun: true, canQueueApply: false });
  expect(workspace && (await terraform.mayConfirm({}, workspace))).toBe(true);
  sandbox.issue({ token: 'tfe-applies', identity: 'applier', rights: 'plan' });
  expect(workspace && (await terraform.mayConfirm({}, workspace))).toBe(false);
  sandbox.issue({ token: 'tfe-applies', identity: 'applier', rights: 'write', organizations: ['elsewhere'] });
  expect(workspace && (await terraform.mayConfirm({}, workspace))).toBe(false);
  sandbox.changeWorkspace('acme-prod', { executionMode: 'local', terraformVersion: '~> 1.9.0' });
  expect(await terraform.readWorkspace(where)).toMatchObject({ executionMode: 'local', terraformVersion: '~> 1.9.0' });
  const run = { workspaceId, configurationVersionId: undefined, address: FLUSH, message: 'm', variables: [] };
  expect(await terraform.createRun({}, async () => run)).toMatchObject({ kind: 'refused', status: 422 });
});

test('a workspace without a configuration version refuses, and says why', async () => {
  const { terraform, workspaceId } = await startScene({ configuration: false });
  const workspace = await terraform.readWorkspace({ organization: 'acme', workspace: workspaceId });
  expect(workspace).toMatchObject({ configurationVersionId: undefined, hasConfiguration: false });
  const run = { workspaceId, configurationVersionId: undefined, address: FLUSH, message: 'm', variables: [] };
  expect(await terraform.createRun({}, async () => run)).toMatchObject({
    kind: 'refused',
    status: 422,
    said: expect.stringMatching(/Configuration version is missing/),
  });
});

test('two hundred reads at once never meet the limit of the service', async () => {
  const { terraform, sandbox, clock, sandboxClock, create } = await startScene();
  const runId = await create();
  clock.jump(1_000);
  sandboxClock.jump(1_000);
  let read = 0;
  const reads = Array.from({ length: 200 }, async () => {
    await terraform.readRun({}, runId);
    read += 1;
  });
  for (let second = 1; second <= 10; second += 1) {
    await until(() => read === 20 * second, `what ${second} s allow`);
    clock.jump(1_000);
    sandboxClock.jump(1_000);
  }
  await Promise.all(reads);
  expect(sandbox.rateLimited).toBe(0);
});

test('answers as a later version of the service may give them are read the same', async () => {
  const { terraform, workspaceId, sandbox, create, apply } = await startScene({}, { quirks: true });
  const runId = await create();
  sandbox.advanceTo(runId, 'planned');
  expect(await terraform.readRunToAct({}, runId)).toMatchObject({
    echo: { 'invoke-action-addrs': [FLUSH], 'is-destroy': false },
    actions: { confirmable: true },
    permissions: { apply: true },
    plan: { resourceChanges: 0 },
  });
  apply(runId);
  expect(await terraform.readInvocations({}, workspaceId, FLUSH, runId)).toEqual(['successful']);
});

test('start-up says of a token that it is not valid, or that it belongs to an organization', async () => {
  const { sandbox, clock } = await startScene();
  sandbox.issue({ token: 'tfe-organization', kind: 'organization' });
  const { faults } = await checkTerraformTokens({ clock }, [
    { address: sandbox.url, token: secret('tfe-plans'), applyToken: secret('tfe-gone') },
    { name: 'eu', address: sandbox.url, token: secret('tfe-organization') },
    { name: 'away', address: 'http://127.0.0.1:1', token: secret('tfe-plans') },
  ]);
  expect(faults).toEqual([
    expect.stringMatching(/^TFE_APPLY_TOKEN: .*\(401\)/),
    expect.stringMatching(/^TFE_TOKEN_EU: it is an organization token/),
  ]);
  expect(clock.timers()).toEqual([]);
});
