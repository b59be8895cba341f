import { expect, test } from 'vitest';
import { CHANNEL, startConversation, WORKSPACE } from '../conversation.ts';

const required = [{ from: 'sre' }];

test.each([
  ['with approvals', { approval: { required, expires: '30m' } }, /Needs one approval from/],
  ['without approvals', { start_within: '30m' }, /Approved/],
])(
  'a preview that no agent takes, %s: since when, until when, and ana gives it more time',
  async (_what, level, stands) => {
    const talk = await startConversation({
      ...{ pace: 'manual', workspace: { executionMode: 'agent' }, entry: { preview: true, ...level } },
    });
    const request = await talk.asks('ana');
    const preview = await talk.until(() => talk.terraform.runs(WORKSPACE)[0], 'the preview');
    talk.terraform.advanceTo(preview.id, 'plan_queued');
    await talk.until(() => talk.buttons(request).includes('More time'), 'More time');
    expect(talk.read(request)).toMatch(
      /no agent of the workspace's pool has taken the run since .* More time restarts the clock/s,
    );
    expect(talk.read(request)).toMatch(stands);
    await talk.passes(16 * 60_000);
    expect(await talk.thread(request, /@Ana, the preview is not ready yet/)).toMatch(
      /The request expires at .* More time restarts the clock/,
    );
    expect(talk.replies(request).join('\n')).not.toMatch(/Still waiting for the approval/);
    await talk.passes(4 * 60_000);
    await talk.clicks('ben', 'More time', request);
    await talk.sees('ben', /Only the person who asked can give it more time\.\nAsk them to press More time\./);
    await talk.clicks('ana', 'More time', request);
    await talk.passes(20 * 60_000);
    expect(talk.read(request)).not.toMatch(/Expired/);
    talk.terraform.advanceTo(preview.id, 'planning');
    await talk.until(() => !talk.buttons(request).includes('More time'), 'the button to go');
    await talk.passes(12 * 60_000);
    expect(await talk.thread(request, /Expired/)).toMatch(/The preview was not ready in time/);
  },
);

test('a message from before the button had its new label: Wait still gives more time', async () => {
  const talk = await startConversation({ entry: { start_within: '30m' } });
  talk.terraform.lock(WORKSPACE, { by: 'mia' });
  const request = await talk.asks('ana');
  await talk.until(() => talk.buttons(request).includes('More time'), 'More time');
  await talk.passes(25 * 60_000);
  const blocks = JSON.stringify(talk.slack.message(CHANNEL, request.ts)?.blocks).replace('"More time"', '"Wait"');
  const updated = await fetch(`${talk.slack.url}chat.update`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer xoxb-sandbox-bot' },
    body: JSON.stringify({ channel: CHANNEL, ts: request.ts, text: 'old', blocks: JSON.parse(blocks) }),
  });
  expect(await updated.json()).toMatchObject({ ok: true });
  await talk.clicks('ana', 'Wait', request);
  await talk.passes(20 * 60_000);
  expect(talk.read(request)).toMatch(/Running/);
});
