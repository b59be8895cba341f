import { expect, test } from 'vitest';
import { CHANNEL, PEOPLE, startConversation } from '../conversation.ts';

test.each([
  ['refuses for want of a scope', { kind: 'error', error: 'missing_scope' }],
  ['answers 503', { kind: 'status', status: 503 }],
] as const)(
  'Slack %s when it is asked about the channel: what was frozen and lifted is said as done',
  async (_, how) => {
    const talk = await startConversation({ prod: { operators: ['sre'] } });
    talk.slack.fault({ method: 'conversations.info', times: 1_000, ...how });
    await talk.says('ben', '/tf-action freeze prod 2h The database moves');
    const frozen = await talk.sees('ben', /nothing was done|prod is frozen until/);
    expect(talk.slack.readAloud(frozen)).toMatch(/prod is frozen until .* by @Ben: The database moves/);
    // Nobody knows who reads this channel, so only Ben gets the answer.
    expect(frozen.isEphemeral).toBe(true);
    expect(talk.slack.sees(PEOPLE.ana, CHANNEL)).toEqual([]);

    await talk.says('ben', '/tf-action unfreeze prod');
    const lifted = await talk.sees('ben', /nothing was done|no longer frozen from chat/);
    expect(talk.slack.readAloud(lifted)).toMatch(/prod is no longer frozen from chat: @Ben ended the freeze/);
  },
);

test('a channel that can be read is told of a freeze in front of everybody', async () => {
  const talk = await startConversation({ prod: { operators: ['sre'] } });
  await talk.says('ben', '/tf-action freeze prod 2h The database moves');
  await talk.sees('ana', /prod is frozen until/);
});
