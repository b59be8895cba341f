import { expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';

const MINUTE = 60_000;

test('at half of the time for approvals those who can still approve are mentioned, once', async () => {
  const talk = await startConversation({
    entry: { approval: { required: [{ from: 'sre' }, { from: 'ben' }], expires: '40m' } },
  });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /approved it/);
  expect(talk.replies(request).join('\n')).not.toMatch(/Still waiting/);
  await talk.passes(20 * MINUTE);
  expect(await talk.thread(request, /Still waiting/)).toMatch(
    /^Still waiting for the approval of one of @(sre|Ben), until .*9:40.* Then it expires\.$/,
  );
  await talk.passes(19 * MINUTE);
  expect(talk.replies(request).filter((reply) => /Still waiting/.test(reply))).toHaveLength(1);
  expect(talk.read(request)).toMatch(/1 of 2 approved: @Ben\. Needs one more approval from .* by .*9:40/);
  await talk.passes(2 * MINUTE);
  await talk.thread(request, /Expired/);
});

test('at half of the time to confirm those who can move the run on are mentioned', async () => {
  const talk = await startConversation({
    entry: { apply: 'by_hand', confirm_within: '20m', approval: { required: [{ from: 'ben' }] } },
  });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Waiting for a person/);
  await talk.passes(11 * MINUTE);
  expect(await talk.thread(request, /Still waiting for a person/)).toMatch(
    /@Ben can confirm or discard the planned run until/,
  );
});

test('at half of the time to start the requester is mentioned, and Wait begins the time and its reminder anew', async () => {
  const talk = await startConversation({ entry: { start_within: '20m' } });
  talk.terraform.lock(WORKSPACE, { by: 'mia' });
  const request = await talk.asks('ana');
  await talk.until(() => /locked by mia/.test(talk.read(request)), 'the lock to be said');
  await talk.passes(11 * MINUTE);
  expect(await talk.thread(request, /has not started/)).toMatch(
    /^@Ana, .*The request expires at .* More time restarts the clock/,
  );
  await talk.clicks('ana', 'More time', request);
  await talk.until(() => /The request expires at .*9:3\d/.test(talk.read(request)), 'the new end');
  await talk.passes(11 * MINUTE);
  await talk.until(
    () => talk.replies(request).filter((reply) => /has not started/.test(reply)).length === 2,
    'the second',
  );
});
