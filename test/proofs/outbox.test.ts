import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../src/sandbox/slack/calls.ts';
import { CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

const OTHER = 'C0OTHEROPS';
const addOther = ({ slack }: Conversation): void =>
  void slack.addChannel({ id: OTHER, name: 'other-ops', members: Object.values(PEOPLE), botIsMember: true });

/** The current text of the request messages in the channel. */
const requestMessages = ({ slack }: Conversation, channel = CHANNEL): readonly string[] =>
  slack
    .sees(PEOPLE.ben, channel)
    .map((seen) => slack.readAloud(seen))
    .filter((text) => /^:\w+: [\w ]+: \w+ in \w+.*\nAsked by/.test(text));

/** The text of Ana's direct message with the bot. */
const toldDirectly = ({ slack }: Conversation): readonly string[] =>
  slack.sees(PEOPLE.ana, slack.openDirectMessage(PEOPLE.ana).id).map((seen) => slack.readAloud(seen));

/** Ana asks, and her run is created and stays where it is. */
async function askWithRun(given: Parameters<typeof startConversation>[0] = {}) {
  const talk = await startConversation({ pace: 'manual', ...given });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const end = (): void => talk.terraform.setStatus(talk.terraform.runs(WORKSPACE)[0]?.id ?? '', 'errored');
  return { talk, request, end };
}

const posts = ({ slack }: Conversation, channel = CHANNEL): readonly Call[] =>
  slack.calls.filter(({ method, arguments: given }) => method === 'chat.postMessage' && given.channel === channel);

describe('a request message that somebody deletes', () => {
  test('is posted anew once, with a note, and its thread goes on there', async () => {
    const { talk, request, end } = await askWithRun();
    talk.slack.deletes(CHANNEL, request.ts);
    end();
    const anew = await talk.sees('ben', /Failed: cleanup in prod[\s\S]*?Asked by .*so it was posted again/s);
    await talk.thread(anew, /Failed.*@Ana/s);
    expect(requestMessages(talk)).toHaveLength(1);
    expect(talk.replies(anew)).toHaveLength(1);
  });

  test('a second time is not posted again: its requester is told directly', async () => {
    const { talk, request, end } = await askWithRun({ entry: { apply: 'by_hand' } });
    talk.slack.deletes(CHANNEL, request.ts);
    await talk.says('dia', '/tf-action list');
    talk.terraform.advance(talk.terraform.runs(WORKSPACE)[0]?.id ?? '');
    const anew = await talk.sees('ben', /so it was posted again/);
    talk.slack.deletes(CHANNEL, anew.ts);
    end();
    await talk.until(() => toldDirectly(talk).find((text) => /Failed: .*@Ana/s.test(text)), 'ana to be told');
    expect(toldDirectly(talk).at(-1)).toMatch(
      /I could not post this in #prod-ops: its message was deleted there twice/,
    );
    expect(requestMessages(talk)).toEqual([]);
  });
});

describe('a channel that takes nothing any more once the run is made', () => {
  test.each([
    ['archived', { isArchived: true }, /the channel is archived/],
    ['without the bot', { botIsMember: false }, /I am no longer in it/],
  ])('%s: the requester is told of the ending directly, once, and why', async (_, change, why) => {
    const { talk, end } = await askWithRun();
    talk.slack.updateChannel(CHANNEL, change);
    end();
    await talk.until(() => toldDirectly(talk).length > 0, 'ana to be told');
    await talk.passes(120_000);
    expect(toldDirectly(talk)).toHaveLength(1);
    expect(toldDirectly(talk)[0]).toMatch(/Failed: cleanup in prod, for @Ana/);
    expect(toldDirectly(talk)[0]).toMatch(why);
  });

  test('and ana takes no direct message either: it stands in the record, and nothing is tried without end', async () => {
    const { talk, end } = await askWithRun();
    talk.slack.updateChannel(CHANNEL, { isArchived: true });
    talk.slack.fault({ method: 'conversations.open', kind: 'error', error: 'user_disabled', times: 1_000 });
    end();
    await talk.until(
      () => talk.slack.calls.some(({ method }) => method === 'conversations.open'),
      'the direct message to be tried',
    );
    await talk.passes(180_000);
    expect(talk.slack.calls.filter(({ method }) => method === 'conversations.open')).toHaveLength(1);
    expect(toldDirectly(talk)).toEqual([]);
    if (talk.databaseUrl === undefined) return;
    const client = new pg.Client(talk.databaseUrl);
    await client.connect();
    const { rows } = await client.query("select kind from audit where kind like 'outbox.%' order by seq");
    await client.end();
    expect(rows.map(({ kind }) => kind)).toEqual(['outbox.told_directly', 'outbox.given_up']);
  });
});

describe('limits', () => {
  test('a 429 for one channel is obeyed there to the second, and holds up no other', async () => {
    const talk = await startConversation();
    addOther(talk);
    talk.slack.fault({ method: 'chat.postMessage', channel: CHANNEL, kind: 'ratelimited', retryAfter: 30 });
    const asked = talk.asks('ana');
    await talk.until(() => posts(talk).some(({ status }) => status === 429), 'the 429');
    await talk.says('ben', '/tf-action other prod', OTHER);
    await talk.clicks('ben', 'Run it', await talk.sees('ben', /Run other in prod\?/, OTHER));
    await talk.sees('cem', /other in prod[\s\S]*?Asked by/, OTHER);
    await asked;
    const [limited, next] = posts(talk);
    const [there] = posts(talk, OTHER);
    expect((next?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect(there?.at ?? Number.POSITIVE_INFINITY).toBeLessThan(next?.at ?? 0);
  });

  test('a 429 for chat.update holds redraws alone, and none is tried before its time', async () => {
    const { talk, request, end } = await askWithRun();
    talk.slack.fault({ method: 'chat.update', kind: 'ratelimited', retryAfter: 60 });
    const before = talk.slack.calls.length;
    end();
    await talk.thread(request, /Failed/);
    expect(talk.read(request)).not.toMatch(/Failed:/);
    await talk.until(() => /Failed:/.test(talk.read(request)), 'the redraw');
    const [limited, next] = talk.slack.calls.slice(before).filter(({ method }) => method === 'chat.update');
    expect(limited?.status).toBe(429);
    expect((next?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
  });
});

describe('each thing once', () => {
  test('a post that got no answer is looked for through all that was said since, and a look that failed is no look', async () => {
    const talk = await startConversation();
    talk.slack.fault({ method: 'chat.postMessage', kind: 'lost_reply' });
    talk.slack.fault({ method: 'conversations.history', kind: 'status', status: 503, times: 2 });
    const asked = talk.asks('ana');
    await talk.until(() => posts(talk).length === 1, 'the post');
    for (let count = 0; count < 450; count += 1) talk.slack.writes(PEOPLE.dia, CHANNEL, `chatter ${count}`);
    await talk.thread(await asked, /Succeeded/);
    expect(requestMessages(talk)).toHaveLength(1);
    const looks = talk.slack.calls.filter(({ method }) => method === 'conversations.history');
    expect(looks.map(({ status }) => status)).toEqual([503, 503, 200, 200, 200]);
    expect(posts(talk).filter(({ arguments: given }) => given.thread_ts === undefined)).toHaveLength(1);
  });

  test('a crash between a post and its record repeats neither the message nor a reply', async () => {
    const talk = await startConversation();
    talk.slack.fault({ method: 'chat.postMessage', kind: 'slow', milliseconds: 60_000, times: 1 });
    const asked = talk.asks('ana');
    await talk.until(() => posts(talk).length === 1, 'the post');
    talk.slack.fault({ method: 'chat.postMessage', kind: 'lost_reply' });
    await talk.restart();
    const request = await asked;
    await talk.thread(request, /Succeeded/);
    expect(requestMessages(talk)).toHaveLength(1);
    expect(new Set(talk.replies(request)).size).toBe(talk.replies(request).length);
    expect(talk.replies(request).length).toBeGreaterThan(2);
  });

  test('what Slack does not show is shown as plain sections with its buttons, and what it never takes holds up nothing', async () => {
    const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
    const refuse = (method: string, error: string, times: number) =>
      talk.slack.fault({ method, kind: 'error', error, times });
    refuse('chat.postMessage', 'invalid_blocks', 1);
    const request = await talk.asks('ana');
    const [drawn, plain] = posts(talk).map(({ arguments: given }) => given.blocks);
    expect(JSON.stringify(drawn)).toContain('"context"');
    expect(JSON.stringify(plain)).not.toContain('"context"');
    expect(talk.read(request)).toMatch(/Needs one approval from @sre .*, then runs automatically\.[\s\S]*acme-prod/);
    expect(talk.buttons(request)).toEqual(['Approve', 'Deny', 'Withdraw']);

    refuse('chat.update', 'msg_blocks_too_long', 2);
    refuse('chat.postMessage', 'no_such_thing', 8);
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    await talk.until(() => /Succeeded/.test(talk.read(request)), 'the redraw');
    expect(talk.replies(request).some((reply) => /approved it/.test(reply))).toBe(false);
    expect(posts(talk).filter(({ answer }) => answer?.error === 'no_such_thing')).toHaveLength(8);
    const textAlone = talk.slack.calls.filter(
      ({ method, arguments: given }) => method === 'chat.update' && !given.blocks,
    );
    expect(textAlone.map(({ status }) => status)).toEqual([200]);
    expect(textAlone[0]?.arguments.text).toMatch(/Workspace/);
    // It let the ending pass first, and is then retried.
    await talk.passes(6 * 60_000);
    await talk.thread(request, /approved it/);
  });
});
