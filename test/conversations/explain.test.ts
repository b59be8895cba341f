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
  expect(yes).toContain('actions.cleanup.environments.prod.approval.required: 1 of @sre; who can: @Ben, @Cem');
  expect(talk.slack.sees(PEOPLE.ben, CHANNEL)).toEqual([]);

  await talk.says('ben', '/tf-action EXPLAIN Cleanup prod');
  const no = talk.slack.readAloud(await talk.sees('ben', /No: @Ben may not ask for cleanup in prod/));
  expect(no).toMatch(/You can't request cleanup in prod/);
  expect(no).toContain('actions.cleanup.environments.prod.requesters is @devs: @Ben is not in it');
  expect(no).toContain('@Ben may approve requests of others, through @sre');

  talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana] });
  await talk.passes(5_000);
  for (const words of ['explain cleanup prod', 'cleanup prod']) {
    const before = talk.slack.ephemeralsEverShown.length;
    await talk.says('dia', `/tf-action ${words}`);
    await talk.until(
      () =>
        talk.slack.ephemeralsEverShown
          .slice(before)
          .some((shown) => /There is no action “cleanup” that you can run/.test(talk.slack.readAloud(shown))),
      `dia to hear of ${words} that there is none`,
    );
  }
  await talk.says('ana', '/tf-action explain cleanupp prod');
  await talk.sees('ana', /“cleanupp”.*Did you mean \/tf-action cleanup prod\?/s);
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
  expect(no).toMatch(/is in its cooldown/);
});

test('explain and asking say the same no, with who may, whose freeze and until when in the reader’s time', async () => {
  const talk = await startConversation({
    ...{ prod: { operators: ['ben'] }, workspace: { terraformVersion: '1.13.9' } },
    ...{
      entry: { approval: { required: [{ from: 'ben' }, { from: 'ana' }] }, requesters: ['devs'], viewers: ['cem'] },
    },
  });
  for (const name of ['ben', 'cem'] as const) {
    await talk.says(name, '/tf-action cleanup prod');
    await talk.sees(name, /^You can't request cleanup in prod\..*@devs/s);
    await talk.says(name, '/tf-action explain cleanup prod');
    await talk.sees(name, /No: @(Ben|Cem) may not ask.*You can't request cleanup in prod\..*@devs/s);
  }
  await talk.says('ben', '/tf-action freeze prod 2h Migration is running');
  await talk.sees('ana', /prod is frozen/);
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /Not enough people can approve cleanup in prod for you/);
  await talk.says('ana', '/tf-action explain cleanup prod');
  const no = talk.slack.readAloud(await talk.sees('ana', /No: @Ana may not ask for cleanup in prod/));
  expect(no).toMatch(/Not enough people can approve/);
  expect(no).toMatch(/is frozen by .*Migration is running.*until Nov 24, 2026 11:00 AM.*or ask @Ben to unfreeze it/);
  expect(no).toMatch(/cannot run: workspace acme-prod uses Terraform 1\.13\.9/);
  expect(no).not.toMatch(/UTC|T11:00/);
});
