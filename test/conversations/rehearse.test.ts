import { expect, test } from 'vitest';
import { ADDRESS, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls } from '../one-run.ts';

const entry = { apply: 'rehearse', approval: { required: [{ from: 'sre' }] } };

test("ana rehearses and ben approves: a plan-only run in nobody's way, and the words that nothing was invoked", async () => {
  const talk = await startConversation({ entry });
  const { terraform } = talk;
  terraform.lock(WORKSPACE, { by: 'mia', reason: 'state surgery' });
  await talk.says('ana', '/tf-action cleanup prod');
  const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
  expect(talk.read(confirmation)).toMatch(/one approval from @sre.*Rehearsal: its run is plan-only/s);
  await talk.clicks('ana', 'Run it', confirmation);
  const request = await talk.sees('ben', /Awaiting approval/);
  expect(talk.read(request)).toMatch(/Rehearsal: its run is plan-only, so nothing is invoked/);
  expect(createCalls(terraform)).toEqual([]);
  await talk.clicks('ben', 'Approve', request);
  const end = await talk.thread(request, /Not invoked/);
  expect(end).toMatch(/@Ana/);
  expect(end).toMatch(/Rehearsed: the plan invokes 1 action, changes 0 resources/);
  expect(end).toMatch(/plan-only run, so nothing was invoked/);
  await talk.until(() => /Not invoked/.test(talk.read(request)), 'the request message');
  expect([talk.read(request), ...talk.replies(request)].join('\n')).not.toMatch(/succe/i);
  expect(talk.buttons(request)).toEqual([]);
  expect(createCalls(terraform)).toHaveLength(1);
  expect(terraform.runs(WORKSPACE)).toMatchObject([{ planOnly: true, status: 'planned_and_finished' }]);
  expect(confirmedRuns(terraform)).toEqual([]);
});

test('what a real run would be discarded for is said', async () => {
  const talk = await startConversation({
    entry: { apply: 'rehearse' },
    workspace: { actions: [{ address: ADDRESS, instances: 3 }] },
  });
  const request = await talk.asks('ana');
  expect(await talk.thread(request, /Not invoked/)).toMatch(
    /a real run would have been discarded: it plans 3 invocations, and the allowlist allows 1/,
  );
});

test('an error of the plan fails the rehearsal, with an excerpt', async () => {
  const talk = await startConversation({ entry: { apply: 'rehearse' }, workspace: { actions: [] } });
  const request = await talk.asks('ana');
  expect(await talk.thread(request, /Failed/)).toMatch(/Nothing was invoked.*does not exist in the configuration/s);
});

test('no answer when it was created: found by its token among the plan-only runs, and never sent again', async () => {
  const talk = await startConversation({ entry: { apply: 'rehearse' } });
  talk.terraform.faultCreating('created twice, reply lost');
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was found/);
  await talk.thread(request, /Rehearsed/);
  expect(createCalls(talk.terraform)).toHaveLength(1);
  expect(talk.replies(request).join('\n')).not.toMatch(/second run/);
});

test('a run that rests as if it could be confirmed is not', async () => {
  const talk = await startConversation({ entry: { apply: 'rehearse' }, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.terraform.advanceTo(id, 'planning');
  talk.terraform.setStatus(id, 'planned', { 'is-confirmable': true, 'is-discardable': true });
  await talk.until(() => talk.terraform.calls.some(({ path }) => /\/actions\/discard$/.test(path)), 'the discard');
  talk.terraform.advance(id);
  expect(await talk.thread(request, /Discarded/)).toMatch(/A rehearsal is never confirmed/);
  expect(confirmedRuns(talk.terraform)).toEqual([]);
});

test('a rehearsal with a preview makes two plan-only runs, the second one once ben approved', async () => {
  const talk = await startConversation({ entry: { ...entry, preview: true } });
  const request = await talk.asks('ana');
  await talk.thread(request, /Preview: invokes 1 action/);
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Rehearsed/);
  expect(talk.terraform.runs(WORKSPACE).map(({ planOnly }) => planOnly)).toEqual([true, true]);
});
