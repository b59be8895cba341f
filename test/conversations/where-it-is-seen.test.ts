import { describe, expect, test } from 'vitest';
import { allowlistWith, CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const DEV_ROOM = 'C0DEVROOM1';
const elsewhere = { approval: { required: [{ from: 'sre' }] }, post_to: 'prod-ops' };

async function startWithDevRoom(entry: Record<string, unknown>): Promise<Conversation> {
  const talk = await startConversation({ entry });
  talk.slack.addChannel({ id: DEV_ROOM, name: 'dev-room', members: Object.values(PEOPLE), botIsMember: true });
  return talk;
}

const inRoom = (talk: Conversation, name: 'ana' | 'ben'): readonly string[] =>
  talk.slack.sees(PEOPLE[name], DEV_ROOM).map((message) => talk.slack.readAloud(message));

describe('post_to', () => {
  test('the request message stands there with its buttons, and where it was asked gets one link', async () => {
    const talk = await startWithDevRoom(elsewhere);
    await talk.says('ana', '/tf-action cleanup prod', DEV_ROOM);
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?.*posted in #prod-ops/s, DEV_ROOM);
    await talk.clicks('ana', 'Run it', confirmation);
    const request = await talk.sees('ben', /Awaiting approval: cleanup in prod.*\nAsked by @Ana/);
    await talk.sees('ana', /Requested\. Follow it in #prod-ops\./, DEV_ROOM);
    await talk.sees('ben', /^ana asked to run cleanup in prod\. The request .*is in #prod-ops/, DEV_ROOM);
    const link = talk.slack.sees(PEOPLE.ben, DEV_ROOM).at(-1);
    expect(JSON.stringify(link?.blocks)).toContain(`${CHANNEL}/p${request.ts.replace('.', '')}`);

    await talk.slack.clicks(PEOPLE.ben, 'Approve', request, {
      tamper: (payload) => ({
        ...payload,
        channel: { id: DEV_ROOM, name: 'dev-room' },
        container: { ...Object(payload.container), channel_id: DEV_ROOM },
      }),
    });
    await talk.sees('ben', /does not belong to a request in this place/);
    expect(createCalls(talk.terraform)).toEqual([]);
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    expect(inRoom(talk, 'ben')).toHaveLength(1);
  });

  test('what needs approvals can be asked for in a direct message, which gets no message of its own', async () => {
    const talk = await startWithDevRoom(elsewhere);
    const direct = talk.slack.openDirectMessage(PEOPLE.ana).id;
    await talk.says('ana', '/tf-action cleanup prod', direct);
    await talk.clicks('ana', 'Run it', await talk.sees('ana', /Run cleanup in prod\?/, direct));
    const request = await talk.sees('ben', /Asked by @Ana/);
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    expect(talk.slack.calls.filter((call) => call.arguments.channel === direct)).toEqual([]);
  });

  test('a place that takes no message of ours is told when it is asked, at Run it, and after', async () => {
    const talk = await startWithDevRoom({ post_to: 'prod-ops' });
    talk.slack.updateChannel(CHANNEL, { isExtShared: true });
    await talk.says('ana', '/tf-action cleanup prod', DEV_ROOM);
    await talk.sees('ana', /shared with people outside.*#prod-ops/s, DEV_ROOM);
    talk.slack.updateChannel(CHANNEL, { isExtShared: false });
    await talk.passes(4_000);
    await talk.says('ana', '/tf-action cleanup prod', DEV_ROOM);
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/, DEV_ROOM);
    talk.slack.updateChannel(CHANNEL, { botIsMember: false });
    await talk.passes(4_000);
    await talk.clicks('ana', 'Run it', confirmation);
    await talk.sees('ana', /can't post in the channel that the allowlist names for this request.*#prod-ops/s, DEV_ROOM);
    talk.slack.updateChannel(CHANNEL, { botIsMember: true, postingRestricted: true });
    await talk.passes(4_000);
    await talk.clicks('ana', 'Run it', confirmation);
    await talk.sees('ana', /Nothing was run/, DEV_ROOM);
    expect(createCalls(talk.terraform)).toEqual([]);
  });

  test('a link that cannot be posted where it was asked holds up nothing', async () => {
    const talk = await startWithDevRoom({ post_to: 'prod-ops' });
    await talk.says('ana', '/tf-action cleanup prod', DEV_ROOM);
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/, DEV_ROOM);
    talk.slack.updateChannel(DEV_ROOM, { postingRestricted: true });
    await talk.clicks('ana', 'Run it', confirmation);
    await talk.thread(await talk.sees('ben', /Asked by @Ana/), /Succeeded/);
    expect(inRoom(talk, 'ben')).toEqual([]);
  });
});

/** The next message that only this person sees. */
async function answerTo(talk: Conversation, name: keyof typeof PEOPLE, command: string): Promise<string> {
  const before = talk.slack.ephemeralsEverShown.length;
  await talk.says(name, command);
  const answer = await talk.until(() => talk.slack.ephemeralsEverShown[before], `an answer to ${command}`);
  return talk.slack.readAloud(answer);
}

const devsOnly = (entry: Record<string, unknown>): string => {
  const file = JSON.parse(allowlistWith(entry));
  file.everywhere.requesters = ['devs'];
  return JSON.stringify(file);
};

describe('who sees requests', () => {
  test('viewers and approvers by the allowlist of this moment, the requester always, and nobody else', async () => {
    const talk = await startConversation({ allowlist: devsOnly({}) });
    talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana] });
    await talk.thread(await talk.asks('ana'), /Succeeded/);
    const asks = async (name: 'ana' | 'ben' | 'cem' | 'dia', what: RegExp): Promise<void> => {
      expect(await answerTo(talk, name, '/tf-action status')).toMatch(what);
      expect(await answerTo(talk, name, '/tf-action history')).toMatch(what);
    };
    await talk.sees('ana', /Requested\. Follow it/);
    const mine = /Succeeded: cleanup in prod.*Asked by @Ana/s;
    const nothing = /(There are no|No matching) requests that you can see/;
    await asks('ben', nothing);
    await asks('ana', mine);
    talk.edit(devsOnly({ viewers: ['ben'], approval: { required: [{ from: 'cem' }] } }));
    await asks('ben', mine);
    await asks('cem', mine);
    await asks('dia', nothing);
    talk.slack.setUserGroup('S0DEVS0001', { users: [] });
    await talk.passes(4_000);
    await asks('ana', mine);
    talk.edit(devsOnly({ viewers: ['cem'] }));
    await asks('ben', nothing);
    await asks('cem', mine);
  });

  test('history by action, environment and person, as a mention or a name, and words nobody knows', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const tells = (words: string): Promise<string> => answerTo(talk, 'ana', `/tf-action history${words}`);
    await talk.says('ben', '/tf-action other prod');
    await talk.clicks('ben', 'Run it', await talk.sees('ben', /Run other in prod\?/));
    await talk.sees('ben', /other in prod.*\nAsked by @Ben/);
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.clicks('ana', 'Run it', await talk.sees('ana', /Run cleanup in prod\?/));
    await talk.sees('ana', /cleanup in prod.*\nAsked by @Ana/);
    await talk.sees('ana', /Requested\. Follow it/);
    const all = await tells('');
    expect(all).toMatch(/cleanup in prod.*Asked by @Ana.*other in prod.*Asked by @Ben/s);
    const other = await tells(' OTHER');
    expect(other).toMatch(/History.*other in prod.*Asked by @Ben/s);
    expect(other).not.toMatch(/cleanup/);
    expect(await tells(' cleanup prod @ben')).toMatch(/No matching requests/);
    expect(await tells(' prod @Ben')).not.toMatch(/@Ana/);
    const anas = await tells(` <@${PEOPLE.ana}|ana>`);
    expect(anas).toMatch(/History.*Asked by @Ana/s);
    expect(anas).not.toMatch(/@Ben/);
    expect(await tells(' clenup')).toMatch(/no action and no environment “clenup”.*Did you mean cleanup\?/s);
    expect(await tells(' @bem')).toMatch(/nobody “bem” with requests that you may see.*Did you mean ben\?/s);
    expect(await tells(' cleanup prod other')).toMatch(/“other” is one name too many/);
    await talk.says('ana', '/tf-action help');
    await talk.sees('ana', /\/tf-action status.*\/tf-action history/s);
  });
});
