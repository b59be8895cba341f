import { expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const MINUTE = 60_000;

test('unlocked by mia and locked again by olga: the request says whose lock it is now, and since when', async () => {
  const talk = await startConversation({ pace: 'manual' });
  talk.terraform.lock(WORKSPACE, { by: 'mia', reason: 'state surgery' });
  const request = await talk.asks('ana');
  await talk.until(() => /locked by mia since .*9:00/.test(talk.read(request)), "mia's lock");
  await talk.passes(5 * MINUTE);
  talk.terraform.unlock(WORKSPACE);
  talk.terraform.lock(WORKSPACE, { by: 'olga', reason: 'audit' });
  await talk.until(() => /locked by olga since .*9:0[5-9].*audit/.test(talk.read(request)), "olga's lock");
  expect(talk.read(request)).not.toMatch(/mia|state surgery/);
});

test('another run comes in front of it: the request says the new one', async () => {
  const talk = await startConversation();
  const ofMia = talk.terraform.startOtherRun(WORKSPACE, { by: 'mia' });
  const ofOlga = talk.terraform.startOtherRun(WORKSPACE, { by: 'olga' });
  const request = await talk.asks('ana');
  await talk.until(() => new RegExp(`Blocked by run ${ofMia} .*by mia,`).test(talk.read(request)), "mia's run");
  talk.terraform.discard(ofMia, 'mia');
  await talk.until(() => new RegExp(`Blocked by run ${ofOlga} .*by olga,`).test(talk.read(request)), "olga's run");
  expect(talk.read(request)).not.toContain(ofMia);
  talk.terraform.discard(ofOlga, 'olga');
  await talk.thread(request, /Succeeded/);
});

test('an older server that answers 409 is asked no more than four times a minute, and the run is created once it is free', async () => {
  const talk = await startConversation({ terraform: { busy: 'conflict' } });
  const other = talk.terraform.startOtherRun(WORKSPACE, { by: 'mia' });
  await talk.until(() => talk.terraform.run(other).status === 'planned', 'the other run to wait');
  const request = await talk.asks('ana');
  await talk.until(() => /HCP Terraform says the workspace is busy since .*9:00/.test(talk.read(request)), 'busy');
  expect(talk.buttons(request)).toEqual(['Withdraw', 'More time']);
  await talk.passes(20 * MINUTE);
  const times = createCalls(talk.terraform).map(({ at }) => at);
  // Time passes in jumps, so there are fewer calls than there would be.
  expect(times.length).toBeGreaterThan(4);
  for (const [index, at] of times.entries()) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(15_000);
  talk.terraform.discard(other, 'mia');
  await talk.thread(request, /Succeeded/);
  expect(talk.terraform.runs(WORKSPACE).filter(({ status }) => status === 'applied')).toHaveLength(1);
});
