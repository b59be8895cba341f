import { describe, expect, test } from 'vitest';
import { allowlistWith, CHANNEL, PEOPLE, startConversation } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const everyone = JSON.stringify({
  ...JSON.parse(allowlistWith()),
  everywhere: { organization: 'acme', requesters: ['everyone'] },
});

describe('who counts at all, whatever a list says', () => {
  test.each([
    ['guest', /Guests of this Slack team/],
    ['single_channel_guest', /Guests of this Slack team/],
    ['bot', /Bots and apps/],
    ['stranger', /outside this Slack team|another Slack team/],
  ] as const)('a %s is refused', async (kind, why) => {
    const talk = await startConversation({ allowlist: everyone });
    talk.slack.addPerson({ id: 'U0EVE00001', name: 'eve', kind });
    talk.slack.updateChannel(CHANNEL, { members: [...Object.values(PEOPLE), 'U0EVE00001'] });
    await talk.slack.says('U0EVE00001', CHANNEL, '/tf-action cleanup prod');
    await talk.until(
      () => talk.slack.sees('U0EVE00001', CHANNEL).some((message) => why.test(talk.slack.readAloud(message))),
      'the refusal',
    );
    expect(talk.slack.sees(PEOPLE.ben, CHANNEL)).toEqual([]);
  });

  test('a full member asks where everyone may', async () => {
    const talk = await startConversation({ allowlist: everyone });
    await talk.says('cem', '/tf-action cleanup prod');
    await talk.sees('cem', /Run cleanup in prod\?/);
  });

  test('somebody in no list is told that there is no such action', async () => {
    const talk = await startConversation();
    talk.slack.setUserGroup('S0DEVS0001', { users: [] });
    await talk.says('dia', '/tf-action cleanup prod');
    await talk.sees('dia', /There is no action “cleanup” that you can run/);
  });

  test('a payload of another team gets nothing', async () => {
    const talk = await startConversation();
    await talk.slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod', {
      tamper: (payload) => ({ ...payload, team_id: 'T0OTHER001' }),
    });
    await talk.sees('ana', /another Slack team/);
  });
});

describe('where it may be asked for', () => {
  test('only in the channels of the entry', async () => {
    const talk = await startConversation({ entry: { channels: ['prod-ops'] } });
    talk.slack.addChannel({ id: 'C0RANDOM01', name: 'random', members: Object.values(PEOPLE), botIsMember: true });
    await talk.says('ana', '/tf-action cleanup prod', 'C0RANDOM01');
    await talk.sees('ana', /can't be requested in this channel.*#prod-ops/s, 'C0RANDOM01');
  });

  test('never in a channel shared with outsiders', async () => {
    const talk = await startConversation();
    talk.slack.updateChannel(CHANNEL, { isExtShared: true });
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.sees('ana', /shared with people outside/);
  });

  test.each([
    ['a public channel the bot is not in', { botIsMember: false }],
    ['a private channel the bot is not in', { botIsMember: false, isPrivate: true }],
  ])('%s: said privately, with the way to invite it, and nothing is recorded as running', async (_what, change) => {
    const talk = await startConversation();
    talk.slack.addChannel({ id: 'C0LONELY01', name: 'lonely', members: Object.values(PEOPLE), ...change });
    await talk.says('ana', '/tf-action cleanup prod', 'C0LONELY01');
    await talk.sees('ana', /I can't post in this channel.*\/invite @tf-action/s, 'C0LONELY01');
    expect(createCalls(talk.terraform)).toEqual([]);
  });

  test('a channel that takes no post after all: the requester is told privately, and nothing runs', async () => {
    const talk = await startConversation();
    await talk.says('ana', '/tf-action cleanup prod');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    talk.slack.updateChannel(CHANNEL, { postingRestricted: true });
    await talk.clicks('ana', 'Run it', confirmation);
    await talk.sees('ana', /I can't post in this channel.*Nothing was run/s);
    await talk.passes(60_000);
    expect(createCalls(talk.terraform)).toEqual([]);
  });
});

describe('what is typed', () => {
  test('an unknown action: the word as typed, escaped, and the nearest names this person may see', async () => {
    const talk = await startConversation();
    await talk.says('ana', '/tf-action <!channel>cleanu prod');
    await talk.sees('ana', /There is no action “<!channel>cleanu” that you can run/);
    await talk.says('ana', '/tf-action cleanupp prod');
    await talk.sees('ana', /“cleanupp”.*Did you mean \/tf-action cleanup prod\?/s);
    await talk.says('ana', '/tf-action CLEANUP prd');
    await talk.sees('ana', /There is no environment “prd”.*Did you mean prod\?/s);
    await talk.says('ana', '/tf-action cleanup');
    await talk.sees('ana', /Say in which environment/);
  });

  test('a guest is told of no names', async () => {
    const talk = await startConversation();
    await talk.says('gil', '/tf-action cleanu prod');
    await talk.sees('gil', /Guests/);
    expect(talk.slack.ephemeralsEverShown.filter((shown) => JSON.stringify(shown).includes('Did you mean'))).toEqual(
      [],
    );
  });

  test('list, status and help show what this person may run and see', async () => {
    const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
    await talk.says('ana', '/tf-action');
    await talk.sees('ana', /How to use|tf-action cleanup prod/);
    await talk.says('ana', '/tf-action list');
    await talk.sees('ana', /\/tf-action cleanup prod · Delete build artefacts.*needs 1 approval/s);
    const request = await talk.asks('ana');
    await talk.says('ben', '/tf-action status');
    await talk.sees('ben', /Awaiting approval: cleanup in prod.*Asked by @Ana/s);
    expect(talk.read(request)).toMatch(/Awaiting approval/);
  });
});
