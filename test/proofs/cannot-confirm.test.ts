import { expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const APPLY = { method: 'POST', path: /\/actions\/apply$/ } as const;

test('HCP Terraform answers 409 to every confirmation: after a minute ana is asked, and her press goes through', async () => {
  const talk = await startConversation();
  const conflict = talk.terraform.fault({ ...APPLY, status: 409, times: Number.POSITIVE_INFINITY });
  const request = await talk.asks('ana');
  const asked = await talk.thread(request, /Waiting for a person: HCP Terraform answers 409/);
  expect(asked).toMatch(/Check in HCP Terraform what blocks it.*can press Confirm and apply or Discard/);
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the button');
  expect(talk.read(request)).toMatch(/HCP Terraform answers 409 each time.*until .*, then the run is discarded/s);
  const calls = conflict.met;
  await talk.passes(60_000);
  expect(conflict.met, 'nobody has confirmed it since').toBe(calls);

  conflict.remove();
  await talk.clicks('ana', 'Confirm and apply', request);
  expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
});

test('nobody decides after a lasting 409: the run is discarded when its time is over', async () => {
  const talk = await startConversation({ entry: { confirm_within: '10m' } });
  talk.terraform.fault({ ...APPLY, status: 409, times: Number.POSITIVE_INFINITY });
  const request = await talk.asks('ana');
  await talk.thread(request, /Waiting for a person: HCP Terraform answers 409/);
  await talk.passes(10 * 60_000);
  expect(await talk.thread(request, /Expired/)).toMatch(/@Ana/);
  expect(talk.terraform.runs(WORKSPACE)).toMatchObject([{ status: 'discarded' }]);
});

test("ana presses Confirm and apply, and the bot's token may not apply any more: she is told, and the run has a limit again", async () => {
  const talk = await startConversation({ entry: { apply: 'by_hand', confirm_within: '10m' } });
  const request = await talk.asks('ana');
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the button');
  talk.terraform.changeWorkspace(WORKSPACE, { runsSay: { permissions: { 'can-apply': false } } });
  await talk.clicks('ana', 'Confirm and apply', request);
  const asked = await talk.thread(request, /may not apply runs here; confirm or discard it in HCP Terraform/);
  expect(asked).toMatch(/^Waiting for a person: .*can press Discard above/);
  expect(talk.read(request)).toMatch(/until .*, then the run is discarded/);
  expect(talk.buttons(request)).toContain('Discard');
  expect(confirmedRuns(talk.terraform)).toEqual([]);
  await talk.passes(10 * 60_000);
  expect(await talk.thread(request, /Expired/)).toMatch(/@Ana/);
});
