import { expect, test } from 'vitest';
import { startConversation } from '../conversation.ts';

/** HCP Terraform does not answer, and several people ask for runs that have to be looked up there. */
async function startHanging(...people: readonly ('ana' | 'cem' | 'dia')[]) {
  const talk = await startConversation({ outOfLimits: true, prod: { operators: ['sre'] } });
  talk.terraform.fault({ method: 'GET', path: /\/workspaces/, hang: true, times: 100_000 });
  for (const name of people) {
    for (let count = 0; count < 15; count += 1) {
      await talk.says(name, count % 2 ? '/tf-action other prod' : '/tf-action cleanup prod');
    }
  }
  return talk;
}

test.each([
  ['help', /\/tf-action list/],
  ['list', /cleanup/],
  ['status', /No requests|request/i],
  ['history', /No requests|request/i],
  ['freeze prod 2h The database moves', /prod is frozen until/],
])('three people ask without end while HCP Terraform hangs: ben has "%s" at once', async (words, what) => {
  const talk = await startHanging('ana', 'cem', 'dia');
  const began = talk.clock.now();
  await talk.says('ben', `/tf-action ${words}`);
  await talk.sees('ben', what);
  expect(talk.clock.now() - began).toBeLessThan(5_000);
});
