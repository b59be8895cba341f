import { describe, expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls, expectAtMostOneApplied } from '../one-run.ts';

describe('nothing is known of the call that creates the run', () => {
  test.each([
    'unavailable, created',
    'reply lost, created',
    'hangs, created',
    'unavailable, created late',
    'reply lost, created late',
  ] as const)(
    '%s: the run is found by its token, adopted and applied, and the call is never repeated',
    async (fault) => {
      const { terraform, ...talk } = await startConversation();
      terraform.faultCreating(fault);
      const request = await talk.asks('ana');
      await talk.thread(request, /didn't respond when I created the run/);
      await talk.thread(request, /The run was found/);
      expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
      expect(createCalls(terraform)).toHaveLength(1);
      expectAtMostOneApplied(terraform);
    },
  );

  test.each(['unavailable, not created', 'reply lost, not created', 'hangs, not created'] as const)(
    '%s: after the last look the request is unresolved, says so to ana, and nothing is sent again',
    async (fault) => {
      const { terraform, ...talk } = await startConversation();
      terraform.faultCreating(fault);
      const request = await talk.asks('ana');
      await talk.passes(130_000);
      const end = await talk.thread(request, /Unresolved/);
      expect(end).toMatch(/@Ana/);
      expect(end).toMatch(/won't create it again/);
      await talk.passes(2 * 60 * 60_000);
      expect(createCalls(terraform)).toHaveLength(1);
      expect(terraform.runs(WORKSPACE)).toEqual([]);
    },
  );

  test.each([4, 12, 45])(
    'a run that turns up %i minutes after the call, once the request was given up, is discarded and never confirmed',
    async (minutes) => {
      const { terraform, ...talk } = await startConversation();
      terraform.fault({
        method: 'POST',
        path: /\/runs$/,
        status: 504,
        effect: { afterMilliseconds: minutes * 60_000 },
      });
      const request = await talk.asks('ana');
      await talk.passes(130_000);
      await talk.thread(request, /Unresolved/);
      await talk.passes(minutes * 60_000);
      await talk.passes(20 * 60_000);
      await talk.until(
        () => terraform.runs(WORKSPACE).some(({ status }) => status === 'canceled' || status === 'discarded'),
        'the late run to be ended',
      );
      expect(confirmedRuns(terraform)).toEqual([]);
      expect(createCalls(terraform)).toHaveLength(1);
    },
  );

  test('a look that fails is no look', async () => {
    const { terraform, ...talk } = await startConversation();
    terraform.faultCreating('reply lost, created');
    const looks = terraform.fault({ method: 'GET', path: /\/workspaces\/[^/]+\/runs/, times: 7, status: 500 });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
    expect(looks.met).toBeGreaterThan(0);
    expectAtMostOneApplied(terraform);
  });
});

describe('two runs are made for one call', () => {
  test.each(['created twice', 'created twice, reply lost'] as const)(
    '%s: one is applied, the other ended',
    async (fault) => {
      const { terraform, ...talk } = await startConversation();
      terraform.faultCreating(fault);
      const request = await talk.asks('ana');
      await talk.thread(request, /Succeeded/);
      await talk.until(
        () => terraform.runs(WORKSPACE).every(({ status }) => ['applied', 'canceled', 'discarded'].includes(status)),
        'the second run to be ended',
      );
      expect(terraform.runs(WORKSPACE)).toHaveLength(2);
      expectAtMostOneApplied(terraform);
      const oldest = terraform.runs(WORKSPACE).at(-1);
      expect(terraform.runs(WORKSPACE).filter(({ status }) => status === 'applied')).toMatchObject([
        { id: oldest?.id },
      ]);
      expect(createCalls(terraform)).toHaveLength(1);
      if (fault === 'created twice, reply lost')
        expect(talk.replies(request).join('\n')).toMatch(/created a second run/);
    },
  );
});

describe('it is certain that no run was created', () => {
  test.each([
    ['token invalid', /401/, /token is no longer valid/],
    ['forbidden', /403/, /may start runs.*plan includes actions/],
    ['not found', /404/, /may start runs.*plan includes actions/],
    ['unprocessable', /422/, /uses Terraform 1\.15\.4, which has actions.*plan includes actions/],
  ] as const)('%s: the request fails with what was said and what usually causes it', async (fault, said, hint) => {
    const { terraform, ...talk } = await startConversation();
    terraform.faultCreating(fault);
    const request = await talk.asks('ana');
    const end = await talk.thread(request, /Failed/);
    expect(end).toMatch(said);
    expect(end).toMatch(hint);
    expect(end).toMatch(/@sre/);
    expect(createCalls(terraform)).toHaveLength(1);
  });

  test('rate limited: tried again when HCP Terraform says, with the same token, and one run is made', async () => {
    const { terraform, ...talk } = await startConversation();
    terraform.faultCreating('rate limited');
    const request = await talk.asks('ana');
    await talk.thread(request, /Succeeded/);
    const [first, second] = createCalls(terraform);
    expect(createCalls(terraform)).toHaveLength(2);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(750);
    expect(second?.body).toEqual(first?.body);
    expect(terraform.runs(WORKSPACE)).toHaveLength(1);
  });

  test('409 of an older server while the workspace is busy: the request says so, is spaced out, and goes on by itself', async () => {
    const { terraform, ...talk } = await startConversation({ terraform: { busy: 'conflict' } });
    terraform.lock(WORKSPACE, { by: 'mia', reason: 'state surgery' });
    const request = await talk.asks('ana');
    await talk.until(() => /busy/.test(talk.read(request)), 'the request to say busy');
    expect(talk.buttons(request)).toEqual(['Withdraw', 'More time']);
    await talk.until(() => createCalls(terraform).length >= 3, 'two more tries');
    const gaps = createCalls(terraform).map(({ at }, index, all) => at - (all[index - 1]?.at ?? at));
    for (const gap of gaps.slice(1)) expect(gap).toBeGreaterThanOrEqual(15_000);
    terraform.unlock(WORKSPACE);
    await talk.thread(request, /Succeeded/);
    expect(terraform.runs(WORKSPACE)).toHaveLength(1);
  });
});

test('withdrawn while it is being created: the run is ended as soon as it is known', async () => {
  const { terraform, ...talk } = await startConversation();
  terraform.faultCreating('hangs, created');
  const request = await talk.asks('ana');
  await talk.until(() => createCalls(terraform).length === 1, 'the call');
  await talk.clicks('ana', 'Withdraw', request);
  expect(await talk.thread(request, /Withdrawn/)).toMatch(/@Ana/);
  expect(confirmedRuns(terraform)).toEqual([]);
  expect(terraform.runs(WORKSPACE).map(({ status }) => status)).not.toContain('applied');
});

test('a run that was confirmed twice is applied once', async () => {
  const { terraform, ...talk } = await startConversation();
  terraform.fault({ method: 'POST', path: /\/actions\/apply$/, effect: 'once', destroy: true });
  const request = await talk.asks('ana');
  await talk.thread(request, /Succeeded/);
  expectAtMostOneApplied(terraform);
  expect(terraform.runs(WORKSPACE)).toHaveLength(1);
});

describe('the planned run is not the one that was approved: it is ended, and the thread says why', () => {
  test('it changes resources besides', async () => {
    const { terraform, ...talk } = await startConversation({ workspace: { resourceChanges: { changes: 2 } } });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Discarded/)).toMatch(/2 resource changes/);
    expect(confirmedRuns(terraform)).toEqual([]);
  });

  test('it invokes more than the allowlist allows', async () => {
    const { terraform, ...talk } = await startConversation({
      workspace: { actions: [{ address: 'module.utils.action.aws_lambda_invoke.cleanup', instances: 3 }] },
    });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Discarded/)).toMatch(/3 invocations, and the allowlist allows 1/);
    expect(confirmedRuns(terraform)).toEqual([]);
  });

  test('as many as the allowlist allows are invoked', async () => {
    const { terraform, ...talk } = await startConversation({
      entry: { max_invocations: 3 },
      workspace: { actions: [{ address: 'module.utils.action.aws_lambda_invoke.cleanup', instances: 3 }] },
    });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Succeeded/)).toMatch(/3 invocations/);
    expectAtMostOneApplied(terraform);
  });
});
