import { expect, test } from 'vitest';
import { startConversation } from '../conversation.ts';
import { confirmedRuns, createCalls } from '../one-run.ts';

/** Slack answers after this long in real time, in which some 12 s pass in the conversation (milliseconds). */
const SLOW = 500;

test('user groups take longer to read than a reading stays fresh: who asks gets the run, planned and confirmed', async () => {
  const talk = await startConversation({ outOfLimits: true });
  talk.slack.fault({ method: 'usergroups.list', kind: 'slow', milliseconds: SLOW, times: 1_000 });
  const request = await talk.asks('ana');
  await talk.thread(request, /Succeeded/);
  expect(createCalls(talk.terraform)).toHaveLength(1);
  expect(confirmedRuns(talk.terraform)).toHaveLength(1);
});
