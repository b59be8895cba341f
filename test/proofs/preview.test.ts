import { describe, expect, test } from 'vitest';
import { ADDRESS, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls, expectAtMostOneApplied } from '../one-run.ts';

const approvals = { approval: { required: [{ from: 'sre' }] } };
const entry = { preview: true, ...approvals };

const previewOf = ({ terraform }: Conversation) => terraform.runs(WORKSPACE).find(({ planOnly }) => planOnly);
const realRuns = ({ terraform }: Conversation) => terraform.runs(WORKSPACE).filter(({ planOnly }) => !planOnly);

test('ana asks, the preview stands in the message before ben can approve, and one run of its own token is applied', async () => {
  const talk = await startConversation({ entry, pace: 'manual' });
  const { terraform } = talk;
  terraform.lock(WORKSPACE, { by: 'mia', reason: 'state surgery' });
  await talk.says('ana', '/tf-action cleanup prod');
  const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
  expect(talk.read(confirmation)).toMatch(/A preview \(a plan-only run\) comes first/);
  await talk.clicks('ana', 'Run it', confirmation);
  const request = await talk.sees('ben', /Awaiting approval/);
  await talk.until(
    () => /Preview: a plan-only run(?: that is|, but)/.test(talk.read(request)),
    'the preview to be planned',
  );
  expect(talk.buttons(request)).toEqual(['Deny', 'Withdraw']);
  expect(talk.read(request)).toMatch(/Nobody can approve before the preview is ready/);

  const preview = previewOf(talk)?.id ?? '';
  terraform.advanceTo(preview, 'planned_and_finished');
  expect(await talk.thread(request, /Preview: invokes 1 action, changes 0 resources/)).toMatch(
    /It can now be approved by one of @sre/,
  );
  await talk.until(() => talk.buttons(request).includes('Approve'), 'Approve');
  expect(talk.read(request)).toMatch(new RegExp(`Preview: invokes 1 action, changes 0 resources \\(run ${preview}`));
  terraform.unlock(WORKSPACE);
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /The run was created/);
  const [real] = realRuns(talk);
  terraform.advanceTo(real?.id ?? '', 'planned');
  await talk.until(() => confirmedRuns(terraform).length > 0, 'the confirmation');
  terraform.advanceTo(real?.id ?? '', 'applied');
  await talk.thread(request, /Succeeded/);

  expect(confirmedRuns(terraform)).not.toContain(preview);
  const [first, second] = createCalls(terraform).map(({ body }) => JSON.parse(JSON.stringify(body)).data);
  expect(createCalls(terraform)).toHaveLength(2);
  expect(first).toEqual({
    ...second,
    attributes: { ...second.attributes, 'plan-only': true, message: first.attributes.message },
  });
  const tokenIn = (message: string) => /request ([0-9a-f]{32}) of tf-action/.exec(message)?.[1];
  expect(tokenIn(first.attributes.message)).toBeDefined();
  expect(tokenIn(first.attributes.message)).not.toBe(tokenIn(second.attributes.message));
  expectAtMostOneApplied(terraform);
});

test('a press on an old Approve is refused while the preview is not known, and nothing is approved by it', async () => {
  const talk = await startConversation({ entry, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.until(() => previewOf(talk), 'the preview');
  const asApprove = (payload: Record<string, unknown>) => ({
    ...payload,
    actions: [{ ...Object(Object(payload.actions)[0]), action_id: 'approve' }],
  });
  await talk.slack.clicks(PEOPLE.ben, 'Deny', request, { tamper: asApprove });
  await talk.sees('ben', /The preview of this request is not ready yet, so nobody can approve it/);
  expect(talk.read(request)).toMatch(/Needs one approval from/);
});

test('where nobody has to approve, the run is not created before the preview is good', async () => {
  const talk = await startConversation({ entry: { preview: true }, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.until(() => previewOf(talk), 'the preview');
  await talk.passes(60_000);
  await talk.restart();
  expect(createCalls(talk.terraform)).toHaveLength(1);
  talk.terraform.advanceTo(previewOf(talk)?.id ?? '', 'planned_and_finished');
  await talk.thread(request, /The run was created/);
  expect(realRuns(talk)).toHaveLength(1);
});

test('HCP Terraform does not say how many invocations are planned: the message says so, and ben decides', async () => {
  const talk = await startConversation({ entry, workspace: { actionsApi: 'off' } });
  talk.terraform.fault({ method: 'GET', path: /_archivist/, status: 404, times: Number.POSITIVE_INFINITY });
  const request = await talk.asks('ana');
  await talk.thread(request, /Preview: changes 0 resources; HCP Terraform does not say how many actions it invokes/);
  await talk.until(() => talk.buttons(request).includes('Approve'), 'Approve');
});

describe('the preview is not good: the request is void, says why, and nothing runs', () => {
  const three = [{ address: ADDRESS, instances: 3 }];
  test.each([
    [
      'more invocations than allowed',
      { actions: three },
      /3 invocations, and the allowlist allows 1.*Plan: 0 to add.*Actions: 3 to invoke/s,
    ],
    ['a change of resources', { resourceChanges: { changes: 2 } }, /it plans 2 resource changes/],
    ['an address that is not there', { actions: [] }, /The preview errored.*does not exist in the configuration/s],
    ['a policy that fails', { holdsAt: 'policy_override' }, /A policy failed in the preview/],
  ] as const)('%s', async (_what, workspace, why) => {
    const talk = await startConversation({ entry, workspace });
    const request = await talk.asks('ana');
    const end = await talk.thread(request, /Voided/);
    expect(end).toMatch(why);
    expect(end).toMatch(/@Ana/);
    expect(talk.buttons(request)).toEqual([]);
    expect(realRuns(talk)).toEqual([]);
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('HCP Terraform refuses to create it', async () => {
    const talk = await startConversation({ entry });
    talk.terraform.faultCreating('forbidden');
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Voided/)).toMatch(/403.*no organization token/s);
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });
});

describe('nothing is known of the call that creates the preview', () => {
  test('it is found by its token among the plan-only runs, and the request goes on', async () => {
    const talk = await startConversation({ entry });
    talk.terraform.faultCreating('reply lost, created');
    const request = await talk.asks('ana');
    await talk.thread(request, /Preview: invokes 1 action/);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    expect(createCalls(talk.terraform)).toHaveLength(2);
    expectAtMostOneApplied(talk.terraform);
  });

  test('it is not found: void, ask again, and nothing was sent twice', async () => {
    const talk = await startConversation({ entry });
    talk.terraform.faultCreating('hangs, not created');
    const request = await talk.asks('ana');
    await talk.until(() => /checking whether it exists/.test(talk.read(request)), 'the doubt');
    await talk.passes(130_000);
    expect(await talk.thread(request, /Voided/)).toMatch(/What would happen is unknown.*Ask again/s);
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });

  test('rate limited: tried again when HCP Terraform says, with the same token', async () => {
    const talk = await startConversation({ entry });
    talk.terraform.faultCreating('rate limited');
    const request = await talk.asks('ana');
    await talk.thread(request, /Preview: invokes 1 action/);
    const [first, second] = createCalls(talk.terraform);
    expect(createCalls(talk.terraform)).toHaveLength(2);
    expect(second?.body).toEqual(first?.body);
    expect(talk.terraform.runs(WORKSPACE)).toHaveLength(1);
  });
});

test('withdrawn while the preview is planned: its run is ended, and not one of another person', async () => {
  const talk = await startConversation({ entry, pace: 'manual' });
  const other = talk.terraform.startOtherRun(WORKSPACE, { by: 'mia' });
  const request = await talk.asks('ana');
  const preview = await talk.until(() => previewOf(talk), 'the preview');
  talk.terraform.advanceTo(preview.id, 'planning');
  await talk.clicks('ana', 'Withdraw', request);
  await talk.thread(request, /Withdrawn/);
  await talk.until(
    () => talk.terraform.calls.some(({ path }) => path.includes(`${preview.id}/actions/cancel`)),
    'the cancel',
  );
  expect(talk.terraform.run(other).status).not.toBe('canceled');
});

test('withdrawn while HCP Terraform does not answer: the preview that was made all the same is ended', async () => {
  const talk = await startConversation({ entry, pace: 'manual' });
  talk.terraform.faultCreating('hangs, created');
  const request = await talk.asks('ana');
  const preview = await talk.until(() => previewOf(talk), 'the preview');
  await talk.clicks('ana', 'Withdraw', request);
  await talk.thread(request, /Withdrawn/);
  await talk.until(() => {
    const { calls } = talk.terraform;
    return calls.some(({ path }) => path.includes(`${preview.id}/actions/cancel`));
  }, 'the cancel');
});

test('a preview that does not come in time: the request expires and says so', async () => {
  const talk = await startConversation({ entry, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.until(() => previewOf(talk), 'the preview');
  await talk.passes(65 * 60_000);
  expect(await talk.thread(request, /Expired/)).toMatch(/The preview was not ready in time/);
});
