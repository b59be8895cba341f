import { expect, test } from 'vitest';
import { ADDRESS, type Conversation, type PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

const written = (freezes: readonly object[] = []): string =>
  JSON.stringify({
    version: 1,
    people: { devs: 'S0DEVS0001', sre: 'S0SRE00001' },
    everywhere: { organization: 'acme', requesters: ['devs', 'sre'] },
    environments: {
      staging: { workspace: WORKSPACE },
      prod: { workspace: WORKSPACE, approval: { required: [{ from: 'sre' }] } },
    },
    actions: {
      cleanup: {
        address: ADDRESS,
        description: 'Delete build artefacts',
        environments: ['staging', 'prod'],
        parameters: { days: { variable: 'days', type: 'integer', default: 7 } },
      },
      failover: { address: ADDRESS, environments: ['prod'] },
    },
    freezes,
  });

/** What only this person is told, once it comes. */
async function tells(talk: Conversation, name: keyof typeof PEOPLE, command: string): Promise<string> {
  const before = talk.slack.ephemeralsEverShown.length;
  await talk.says(name, command);
  const answer = await talk.until(() => talk.slack.ephemeralsEverShown[before], `an answer to ${command}`);
  return talk.slack.readAloud(answer);
}

test('list has a row for each entry under its environment, and says there what is frozen', async () => {
  const talk = await startConversation({ allowlist: written() });
  expect(await tells(talk, 'ana', '/tf-action list')).toMatch(
    /^What you can run here\nstaging\n• \/tf-action cleanup staging days=7 · Delete build artefacts\nprod\n• \/tf-action cleanup prod days=7 · Delete build artefacts · needs 1 approval\n• \/tf-action failover prod · needs 1 approval\n/,
  );
  const whole = { from: '2026-11-24T00:00', until: '2026-11-30T00:00', timezone: 'UTC', environments: ['prod'] };
  talk.edit(written([{ name: 'sale', reason: 'Black Friday', ...whole }]));
  const frozen = await tells(talk, 'ana', '/tf-action list');
  expect(frozen).toMatch(/^prod · \S+ Frozen by sale \(Black Friday\), until .*$/m);
  expect(frozen.match(/Frozen/g)).toHaveLength(1);
  talk.edit(written([{ name: 'sale', ...whole, actions: ['failover'] }]));
  expect(await tells(talk, 'ana', '/tf-action list')).toMatch(
    /^prod\n.*\n• \/tf-action failover prod .* Frozen by sale/m,
  );
});

test('status begins with what waits for whoever asks, and history says with what, who approved and how long it took', async () => {
  const talk = await startConversation({ allowlist: written() });
  const request = await talk.asks('ana', '/tf-action cleanup prod days=3');
  expect(await tells(talk, 'ben', '/tf-action status')).toMatch(
    /^Waiting for you\n\S+ Awaiting approval: cleanup in prod.* · days = 3\nApprove or deny it, by .* · asked by @Ana$/,
  );
  expect(await tells(talk, 'ana', '/tf-action status')).toMatch(
    /^Nothing waits for you\.\nOther requests\n\S+ Awaiting approval: cleanup in prod/,
  );
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
  expect(await tells(talk, 'ben', '/tf-action status')).toMatch(/^Nothing waits for you\./);
  expect(await tells(talk, 'ana', '/tf-action history')).toMatch(
    /\S+ Succeeded: cleanup in prod.* · days = 3\nAsked by @Ana, approved by @Ben · .* · took \d+ seconds?/,
  );
});
