import { expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';

const MINUTE = 60_000;
const RUNS = /^\/api\/v2\/runs\/run-/;

async function startRun() {
  const talk = await startConversation({ pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  return { talk, request, id: talk.terraform.runs(WORKSPACE)[0]?.id ?? '' };
}

test('a run that was deleted: unresolved after three looks half a minute apart, and ana is told', async () => {
  const { talk, request, id } = await startRun();
  const from = talk.terraform.calls.length;
  talk.terraform.deleteRun(id);
  const end = await talk.thread(request, /Unresolved/);
  expect(end).toMatch(/@Ana/);
  expect(end).toMatch(new RegExp(`no longer shows ${id} to the bot.*unknown`));
  expect(end).toMatch(/was deleted, or the bot lost access to it/);
  const missed = talk.terraform.calls.slice(from).filter(({ ended }) => ended === 404);
  expect((missed.at(-1)?.at ?? 0) - (missed[0]?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE);
});

test('a run that is not shown now and then, and is there again: nothing is said, however often', async () => {
  const { talk, request, id } = await startRun();
  const before = talk.replies(request);
  for (const _ of [1, 2, 3, 4]) {
    const fault = talk.terraform.fault({ method: 'GET', path: RUNS, status: 404 });
    await talk.until(() => fault.met === 1, 'a look that is answered with 404');
    await talk.passes(MINUTE);
  }
  expect(talk.replies(request)).toEqual(before);
  expect(talk.read(request)).not.toMatch(/no longer|not shown|404/);
  talk.terraform.advanceTo(id, 'planned');
  await talk.until(() => talk.terraform.calls.some(({ path }) => /actions\/apply/.test(path)), 'the confirmation');
  talk.terraform.advanceTo(id, 'applied');
  await talk.thread(request, /Succeeded/);
});

test('a run that is hidden from the bot, and a workspace that is before a run is created', async () => {
  const { talk, request } = await startRun();
  talk.terraform.fault({ path: /^\/api\/v2\/runs\//, status: 404, times: Number.POSITIVE_INFINITY });
  expect(await talk.thread(request, /Unresolved/)).toMatch(/was deleted, or the bot lost access to it/);
  const other = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  const asked = await other.asks('ana');
  other.terraform.fault({ path: /^\/api\/v2\//, status: 404, times: Number.POSITIVE_INFINITY });
  await other.clicks('ben', 'Approve', asked);
  expect(await other.thread(asked, /Voided/)).toMatch(/workspace/);
});
