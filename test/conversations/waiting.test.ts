import { describe, expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls, expectAtMostOneApplied } from '../one-run.ts';

describe('a workspace that is not free', () => {
  test('locked by mia: the request says so and since when, and goes on by itself once it is unlocked', async () => {
    const talk = await startConversation();
    talk.terraform.lock(WORKSPACE, { by: 'mia', reason: 'state surgery' });
    const request = await talk.asks('ana');
    await talk.until(() => /locked by mia since .*state surgery/.test(talk.read(request)), 'the lock');
    expect(talk.buttons(request)).toEqual(['Withdraw', 'More time']);
    talk.terraform.unlock(WORKSPACE);
    await talk.thread(request, /Succeeded/);
  });

  test('busy with the run of mia: says which run, whose, and since when', async () => {
    const talk = await startConversation();
    const other = talk.terraform.startOtherRun(WORKSPACE, { by: 'mia', message: 'merge' });
    await talk.until(() => talk.terraform.run(other).status === 'planned', 'the other run to wait');
    const request = await talk.asks('ana');
    await talk.until(
      () =>
        new RegExp(`Blocked by run ${other} \\(.*\\) by mia, which waits to be confirmed since`).test(
          talk.read(request),
        ),
      'what is in front',
    );
    expect(talk.read(request)).toMatch(/Somebody has to confirm or discard it first, in HCP Terraform/);
    expect(talk.read(request)).not.toMatch(/by itself/);
    talk.terraform.discard(other, 'mia');
    await talk.thread(request, /Succeeded/);
  });

  test('withdrawn while it waits: its run is ended, and the other one is left alone', async () => {
    const talk = await startConversation();
    talk.terraform.lock(WORKSPACE, { by: 'mia' });
    const request = await talk.asks('ana');
    await talk.until(
      () => talk.buttons(request).includes('Withdraw') && talk.terraform.runs(WORKSPACE).length === 1,
      'the run',
    );
    await talk.thread(request, /The run was created/);
    await talk.clicks('ana', 'Withdraw', request);
    expect(await talk.thread(request, /Withdrawn/)).toMatch(/Nothing was invoked/);
    talk.terraform.unlock(WORKSPACE);
    expectAtMostOneApplied(talk.terraform);
    expect(talk.terraform.runs(WORKSPACE).map(({ status }) => status)).toEqual(['canceled']);
  });

  test('locked for longer than start_within: the pending run is ended and the request expires; More time had restarted it', async () => {
    const talk = await startConversation({ entry: { start_within: '30m' } });
    talk.terraform.lock(WORKSPACE, { by: 'mia' });
    const request = await talk.asks('ana');
    await talk.until(() => talk.buttons(request).includes('More time'), 'More time');
    await talk.passes(25 * 60_000);
    await talk.clicks('ana', 'More time', request);
    await talk.passes(20 * 60_000);
    expect(talk.read(request)).toMatch(/Running/);
    await talk.passes(12 * 60_000);
    expect(await talk.thread(request, /Expired/)).toMatch(/could not start in time/);
    expect(talk.terraform.runs(WORKSPACE).map(({ status }) => status)).toEqual(['canceled']);
  });
});

test('no agent takes the run, to plan it or to apply it: it says so, and More time restarts its time to start', async () => {
  const talk = await startConversation({
    ...{ pace: 'manual', workspace: { executionMode: 'agent' }, entry: { start_within: '30m' } },
  });
  const { terraform } = talk;
  const request = await talk.asks('ana');
  const { id } = await talk.until(() => terraform.runs(WORKSPACE)[0], 'the run');
  terraform.advanceTo(id, 'plan_queued');
  await talk.until(() => /no agent of the workspace's pool has taken the run since/.test(talk.read(request)), 'why');
  expect(talk.buttons(request)).toEqual(['Cancel run', 'More time']);
  await talk.passes(20 * 60_000);
  await talk.clicks('ana', 'More time', request);
  await talk.passes(20 * 60_000);
  expect(terraform.run(id).status).toBe('plan_queued');
  terraform.advanceTo(id, 'planned');
  await talk.until(() => terraform.calls.some(({ path }) => /actions\/apply/.test(path)), 'the confirmation');
  terraform.advanceTo(id, 'apply_queued');
  await talk.until(() => /Waiting to be applied: no agent/.test(talk.read(request)), 'why it is not applied');
  expect([talk.read(request), ...talk.replies(request)].join('\n')).not.toMatch(/applying/i);
  terraform.advanceTo(id, 'applied');
  await talk.thread(request, /Succeeded/);
});

describe('a service that is away', () => {
  test('HCP Terraform while a run is followed: the request says so, and goes on when it is back', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
    talk.terraform.down();
    await talk.until(() => /HCP Terraform has not answered since/.test(talk.read(request)), 'the request to say so');
    await talk.passes(10 * 60_000);
    talk.terraform.up();
    talk.terraform.advanceTo(id, 'planned');
    await talk.until(
      () =>
        talk.terraform.run(id).status !== 'planned' ||
        talk.terraform.calls.some(({ path }) => /actions\/apply/.test(path)),
      'the confirmation',
    );
    talk.terraform.advanceTo(id, 'applied');
    await talk.thread(request, /Succeeded/);
    expect(talk.read(request)).not.toMatch(/has not answered/);
  });

  test('HCP Terraform when somebody asks: a private no, with what to do', async () => {
    const talk = await startConversation();
    talk.terraform.down();
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.sees('ana', /HCP Terraform can't be reached right now.*Reference/s);
  });

  test('user groups that cannot be read: a person is told no, and a step of the bot waits', async () => {
    const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
    const request = await talk.asks('ana');
    await talk.passes(4_000);
    talk.slack.fault({ method: 'usergroups.list', kind: 'error', error: 'internal_error', times: 2 });
    await talk.clicks('ben', 'Approve', request);
    await talk.sees('ben', /user groups could not be read/);
    expect(createCalls(talk.terraform)).toEqual([]);
    talk.slack.clearFaults();
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
  });

  test('Slack while the run goes on: what happened is told when it is back', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
    talk.slack.fault({ method: '*', kind: 'status', status: 503, times: 1_000 });
    talk.terraform.setStatus(id, 'errored');
    await talk.passes(60_000);
    talk.slack.clearFaults();
    await talk.thread(request, /Failed/);
    await talk.until(() => /Failed/.test(talk.read(request)), 'the message');
  });
});

test('after a restart everything that was open goes on', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  const request = await talk.asks('ana');
  await talk.restart();
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
  expect(createCalls(talk.terraform)).toHaveLength(1);
});
