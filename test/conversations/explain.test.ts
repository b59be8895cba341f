import { expect, test } from 'vitest';
import { CHANNEL, PEOPLE, startConversation } from '../conversation.ts';

test('explain: privately, by which rule, who could agree; of what ana may not see she hears no more than when asking', async () => {
  const talk = await startConversation({
    entry: { requesters: ['devs'], approval: { required: [{ from: 'sre' }] }, channels: ['prod-ops'] },
  });
  await talk.says('ana', '/tf-action explain cleanup prod');
  const yes = talk.slack.readAloud(await talk.sees('ana', /Yes: @Ana may ask for cleanup in prod/));
  expect(yes).toContain('everywhere.requesters is @devs or @sre');
  expect(yes).toContain('@Ana is, through @devs');
  expect(yes).toContain('actions.cleanup.environments.prod.approval.required: 1 of @sre; could: @Ben, @Cem');
  expect(talk.slack.sees(PEOPLE.ben, CHANNEL)).toEqual([]);

  await talk.says('ben', '/tf-action EXPLAIN Cleanup prod');
  const no = talk.slack.readAloud(await talk.sees('ben', /No: @Ben may not ask for cleanup in prod/));
  expect(no).toMatch(/You may not request cleanup in prod/);
  expect(no).toContain('actions.cleanup.environments.prod.requesters is @devs: @Ben is not in it');
  expect(no).toContain('@Ben may approve requests of others, through @sre');

  talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana] });
  await talk.passes(5_000);
  await talk.says('dia', '/tf-action explain cleanup prod');
  await talk.sees('dia', /There is no action “cleanup” that you may run/);
  await talk.says('ana', '/tf-action explain cleanupp prod');
  await talk.sees('ana', /“cleanupp”.*Did you mean cleanup\?/s);
  await talk.says('ana', '/tf-action explain cleanup');
  await talk.sees('ana', /Say in which environment/);
  await talk.says('ana', '/tf-action explain');
  await talk.sees('ana', /Say what to explain/);
  await talk.says('gil', '/tf-action explain cleanup prod');
  await talk.sees('gil', /Guests/);
});

test('explain: while an entry rests after a run the answer is no, and says until when', async () => {
  const talk = await startConversation({ entry: { cooldown: '30m' } });
  const request = await talk.asks('ana');
  await talk.thread(request, /Succeeded/);
  await talk.says('dia', '/tf-action explain cleanup prod');
  const no = talk.slack.readAloud(await talk.sees('dia', /No: @Dia may not ask for cleanup in prod/));
  expect(no).toMatch(/the allowlist has it rest after a run/);
});
