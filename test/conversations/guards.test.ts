import { describe, expect, test } from 'vitest';
import { allowlistWith, CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const bySre = { approval: { required: [{ from: 'sre' }] } };
const withTop = (top: Record<string, unknown>, entry: Record<string, unknown> = {}): string =>
  JSON.stringify({ ...JSON.parse(allowlistWith(entry)), ...top });
const days = { older_than_days: { variable: 'days', type: 'integer', default: 30 } };
const withDays = (entry: Record<string, unknown>): string => {
  const file = JSON.parse(allowlistWith(entry));
  file.actions.cleanup.parameters = days;
  return JSON.stringify(file);
};

const confirmations = (talk: Conversation, name: 'ana' | 'dia'): number =>
  talk.slack
    .sees(PEOPLE[name], CHANNEL)
    .filter((message) => /Run cleanup in prod\?/.test(talk.slack.readAloud(message))).length;

describe('cooldown', () => {
  test('after a run the entry rests: refused with who ran last and until when, also at Run it, and then it runs again', async () => {
    const talk = await startConversation({ entry: { cooldown: '10m' } });
    await talk.says('dia', '/tf-action cleanup prod');
    const dias = await talk.sees('dia', /Run cleanup in prod\?/);
    const first = await talk.asks('ana');
    await talk.clicks('dia', 'Run it', dias);
    await talk.sees('dia', /@Ana already asked for exactly this/);
    await talk.thread(first, /Succeeded/);
    await talk.says('dia', '/tf-action cleanup prod');
    await talk.sees('dia', /is in its cooldown.*can run again at .*@Ana ran it last, until/s);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    await talk.passes(11 * 60_000);
    await talk.asks('dia');
    await talk.until(() => createCalls(talk.terraform).length === 2, 'the second run');
  });

  test('a confirmation that was shown before the run ended is refused too, and can be pressed once it is over', async () => {
    const talk = await startConversation({ allowlist: withDays({ cooldown: '2m' }) });
    await talk.says('dia', '/tf-action cleanup prod older_than_days=7');
    const dias = await talk.sees('dia', /Run cleanup in prod\?/);
    await talk.thread(await talk.asks('ana'), /Succeeded/);
    await talk.clicks('dia', 'Run it', dias);
    await talk.sees('dia', /is in its cooldown/);
    await talk.passes(3 * 60_000);
    await talk.clicks('dia', 'Run it', dias);
    await talk.until(() => createCalls(talk.terraform).length === 2, 'the second run');
  });
});

describe('how many may be open', () => {
  test('two people press Run it in the same instant where one may be open: one passes', async () => {
    const talk = await startConversation({ allowlist: withDays({ ...bySre, max_open: 1 }) });
    await talk.says('ana', '/tf-action cleanup prod older_than_days=1');
    await talk.says('dia', '/tf-action cleanup prod older_than_days=2');
    const [anas, dias] = [
      await talk.sees('ana', /Run cleanup in prod\?/),
      await talk.sees('dia', /Run cleanup in prod\?/),
    ];
    await Promise.all([talk.clicks('ana', 'Run it', anas), talk.clicks('dia', 'Run it', dias)]);
    const refused = await talk.until(
      () => (['ana', 'dia'] as const).find((name) => shown(talk, name, /cleanup in prod already has 1 request open/)),
      'one of them to be refused',
    );
    const request = await talk.sees('ben', /Asked by/);
    expect(talk.read(request)).toMatch(refused === 'ana' ? /Asked by @Dia/ : /Asked by @Ana/);
    expect(requestMessages(talk)).toBe(1);
    await talk.clicks('cem', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    await talk.clicks(refused, 'Run it', refused === 'ana' ? anas : dias);
    await talk.until(() => requestMessages(talk) === 2, 'the second request');
  });

  test('limits: one open request a person, what is not confirmed not counted, and two commands a minute', async () => {
    const talk = await startConversation({
      allowlist: withTop({ limits: { open: 1, commands_per_minute: 2 } }, bySre),
    });
    await talk.says('ana', '/tf-action other prod');
    await talk.sees('ana', /Run other in prod\?/);
    await talk.asks('ana');
    await talk.says('ana', '/tf-action list');
    await talk.sees('ana', /more than 2 commands in a minute.*Try again in \d+ seconds?\./s);
    await talk.passes(61_000);
    await talk.says('ana', '/tf-action other prod');
    await talk.sees('ana', /You already have 1 request open/);
    expect(createCalls(talk.terraform)).toEqual([]);
  });
});

const shown = (talk: Conversation, name: 'ana' | 'dia', what: RegExp): boolean =>
  talk.slack.sees(PEOPLE[name], CHANNEL).some((message) => what.test(talk.slack.readAloud(message)));

const requestMessages = (talk: Conversation): number =>
  talk.slack.sees(PEOPLE.ben, CHANNEL).filter((message) => /Asked by/.test(talk.slack.readAloud(message))).length;

describe('the same asked for twice', () => {
  test('is joined: dia is told privately where it stands, once on it, and mentioned when it ends', async () => {
    const talk = await startConversation({ entry: bySre });
    const request = await talk.asks('ana');
    await talk.until(() => talk.slack.message(CHANNEL, request.ts) !== undefined, 'the message');
    await talk.says('dia', '/tf-action cleanup prod');
    await talk.sees('dia', /@Ana already asked for exactly this: cleanup in prod, Awaiting approval.*when it ends/s);
    await talk.says('dia', '/tf-action cleanup prod');
    await talk.until(() => /@Dia asked for the same\./.test(talk.read(request)), 'dia on the request');
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.sees('ana', /You already asked for exactly this/);
    talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana] });
    await talk.passes(4_000);
    await talk.says('dia', '/tf-action cleanup prod');
    await talk.sees('dia', /There is no action “cleanup” that you can run/);
    await talk.clicks('ben', 'Approve', request);
    expect(await talk.thread(request, /Succeeded/)).toMatch(/for @Ana, @Dia\./);
    expect(confirmations(talk, 'dia')).toBe(0);
    expect(requestMessages(talk)).toBe(1);
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });

  test('pressed in the same instant: one request and one run, and the other is put on it', async () => {
    const talk = await startConversation({ entry: bySre });
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.says('dia', '/tf-action cleanup prod');
    const [anas, dias] = [
      await talk.sees('ana', /Run cleanup in prod\?/),
      await talk.sees('dia', /Run cleanup in prod\?/),
    ];
    await Promise.all([talk.clicks('ana', 'Run it', anas), talk.clicks('dia', 'Run it', dias)]);
    await talk.until(
      () => (['ana', 'dia'] as const).find((name) => shown(talk, name, /already asked for exactly this/)),
      'one of them to be put on the other',
    );
    const request = await talk.sees('ben', /Asked by/);
    await talk.clicks('ben', 'Approve', request);
    expect(await talk.thread(request, /Succeeded/)).toMatch(/for (@Ana, @Dia|@Dia, @Ana)\./);
    expect(requestMessages(talk)).toBe(1);
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });
});

test('what nobody can approve is not asked: ben alone is in the line, or the others are guests', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }, { from: 'ben' }] } } });
  await talk.says('ben', '/tf-action cleanup prod');
  await talk.sees(
    'ben',
    /[Nn]ot enough people can approve.*It needs one of @Ben. Nobody can approve their own request/s,
  );
  await talk.says('cem', '/tf-action cleanup prod');
  await talk.sees('cem', /[Nn]ot enough people can approve/);
  talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.ben, PEOPLE.gil] });
  await talk.passes(4_000);
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /[Nn]ot enough people can approve.*one of (@sre|@Ben)/s);
  talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.gil, PEOPLE.ben, PEOPLE.cem] });
  await talk.passes(4_000);
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /Run cleanup in prod\?/);
});
