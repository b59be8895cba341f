import { expect, test } from 'vitest';
import { type Conversation, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

/** Hides the run and its workspace from the bot, as if its token had lost access for a while. */
async function hides(talk: Conversation, minutes: number): Promise<void> {
  const fault = talk.terraform.fault({ method: 'GET', path: /\/runs\/|\/workspaces/, status: 404, times: 1_000_000 });
  for (let minute = 0; minute < minutes; minute += 1) await talk.passes(60_000);
  fault.remove();
}

test('nothing is shown to the bot for three minutes while the run applies: the message says so, and then the verdict', async () => {
  const talk = await startConversation({ outOfLimits: true, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const run = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.terraform.advanceTo(run, 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
  talk.terraform.advanceTo(run, 'applying');
  await talk.until(() => /Applying/.test(talk.read(request)), 'the message to say Applying');
  await hides(talk, 3);
  expect(talk.read(request)).toMatch(/HCP Terraform does not let the bot see what it needs here since/);
  talk.terraform.advanceTo(run, 'applied');
  await talk.thread(request, /Succeeded/);
});

test('nothing is shown to the bot for three minutes while the run waits for a person: it is discarded in time', async () => {
  const talk = await startConversation({ outOfLimits: true, pace: 'manual', entry: { apply: 'by_hand' } });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const run = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.terraform.advanceTo(run, 'planned');
  await talk.thread(request, /Confirm and apply/);
  await hides(talk, 3);
  await talk.passes(60 * 60_000);
  await talk.thread(request, /Expired/);
  expect(talk.terraform.run(run).status).toBe('discarded');
});

test('a run that is gone while its workspace is shown is unresolved after a few readings', async () => {
  const talk = await startConversation({ outOfLimits: true, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  talk.terraform.deleteRun(talk.terraform.runs(WORKSPACE)[0]?.id ?? '');
  await talk.thread(request, /Unresolved/);
});
