import { expect, test } from 'vitest';
import { CHANNEL, PEOPLE, startConversation } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const bySre = { approval: { required: [{ from: 'sre' }] } };

test('a button whose value, channel, team or message is not its own does nothing', async () => {
  const talk = await startConversation({ entry: bySre });
  const first = await talk.asks('ana');
  await talk.says('dia', '/tf-action other prod');
  await talk.clicks('dia', 'Run it', await talk.sees('dia', /Run other in prod\?/));
  const second = await talk.sees('ben', /other in prod, asked by/);
  const foreign = talk.slack.buttons(first).find(({ label }) => label === 'Approve')?.value;
  const tampers = [
    (payload: Record<string, unknown>) => ({
      ...payload,
      channel: { id: 'C0OTHER001', name: 'other' },
      container: { ...Object(payload.container), channel_id: 'C0OTHER001' },
    }),
    (payload: Record<string, unknown>) => ({ ...payload, team: { id: 'T0OTHER001' } }),
    (payload: Record<string, unknown>) => ({
      ...payload,
      container: { ...Object(payload.container), message_ts: second.ts },
    }),
    (payload: Record<string, unknown>) => ({
      ...payload,
      actions: [{ ...Object(Object(payload.actions)[0]), value: 'f'.repeat(32) }],
    }),
  ];
  for (const tamper of tampers) {
    const before = talk.slack.ephemeralsEverShown.length;
    await talk.slack.clicks(PEOPLE.ben, 'Approve', first, { tamper });
    await talk.until(() => talk.slack.ephemeralsEverShown.length > before, 'an answer');
  }
  expect(foreign).toMatch(/^[0-9a-f]{32}$/);
  expect(talk.read(first)).toMatch(/0 of 1/);
  expect(createCalls(talk.terraform).filter(({ body }) => JSON.stringify(body).includes('cleanup'))).toEqual([]);
  expect(talk.slack.sees(PEOPLE.ben, CHANNEL).length).toBeGreaterThan(0);
});
