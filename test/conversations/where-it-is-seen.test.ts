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
    const request = await talk.sees('ben', /Awaiting approval: cleanup in prod, asked by @Ana/);
    await talk.sees('ana', /The request message in #prod-ops shows how it goes/, DEV_ROOM);
    await talk.sees('ben', /^ana asked to run cleanup in prod\. The request .*stands in #prod-ops/, DEV_ROOM);
    const link = talk.slack.sees(PEOPLE.ben, DEV_ROOM).at(-1);
    expect(JSON.stringify(link?.blocks)).toContain(`${CHANNEL}/p${request.ts.replace('.', '')}`);

    await talk.slack.clicks(PEOPLE.ben, 'Approve', request, {
      tamper: (payload) => ({
        ...payload,
        channel: { id: DEV_ROOM, name: 'dev-room' },
        container: { ...Object(payload.container), channel_id: DEV_ROOM },
      }),
    });
    await talk.sees('ben', /does not belong to a request in this place/, DEV_ROOM);
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
    const request = await talk.sees('ben', /asked by @Ana/);
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
    await talk.sees(
      'ana',
      /cannot write in the channel where the allowlist has this request posted.*#prod-ops/s,
      DEV_ROOM,
    );
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
    await talk.thread(await talk.sees('ben', /asked by @Ana/), /Succeeded/);
    expect(inRoom(talk, 'ben')).toEqual([]);
  });
});

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
      for (const command of ['status', 'history']) {
        await talk.says(name, `/tf-action ${command}`);
        await talk.until(() => {
          const last = talk.slack.sees(PEOPLE[name], CHANNEL).at(-1);
          return last !== undefined && what.test(talk.slack.readAloud(last));
        }, `${name} to be told ${what} by ${command}`);
      }
    };
    const mine = /Succeeded cleanup in prod .*, asked by @Ana/;
    const nothing = /There are no (such )?requests that you may see/;
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
    const tells = async (words: string, what: RegExp): Promise<string> => {
      await talk.says('ana', `/tf-action history${words}`);
      const told = await talk.until(() => {
        const last = talk.slack.sees(PEOPLE.ana, CHANNEL).findLast(({ ts }) => ts !== request.ts);
        const text = last === undefined ? '' : talk.slack.readAloud(last);
        return what.test(text) && text;
      }, `ana to be told ${what} of "${words}"`);
      return told;
    };
    await talk.says('ben', '/tf-action other prod');
    await talk.clicks('ben', 'Run it', await talk.sees('ben', /Run other in prod\?/));
    await talk.sees('ben', /other in prod, asked by @Ben/);
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.clicks('ana', 'Run it', await talk.sees('ana', /Run cleanup in prod\?/));
    const request = await talk.sees('ana', /cleanup in prod, asked by @Ana/);
    expect(await tells('', /History/)).toMatch(/cleanup in prod.*asked by @Ana.*other in prod.*asked by @Ben/s);
    expect(await tells(' OTHER', /History.*asked by @Ben/s)).not.toMatch(/cleanup/);
    await tells(' cleanup prod @ben', /There are no such requests/);
    expect(await tells(' prod @Ben', /History.*asked by @Ben/s)).not.toMatch(/@Ana/);
    expect(await tells(` <@${PEOPLE.ana}|ana>`, /History.*asked by @Ana/s)).not.toMatch(/@Ben/);
    await tells(' clenup', /no action and no environment “clenup”.*Did you mean cleanup\?/s);
    await tells(' @Bem', /nobody “Bem” with requests that you may see.*Did you mean Ben\?/s);
    await tells(' cleanup prod other', /“other” is one name too many/);
    await talk.says('ana', '/tf-action help');
    await talk.sees('ana', /\/tf-action status.*\/tf-action history/s);
  });
});
