import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { allowlistWith, CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

/** On Enterprise Grid users.info returns these, and payloads may have either id. */
const GRID = { ana: 'W0ANA00001', ben: 'W0BEN00001', cem: 'W0CEM00001', dia: 'W0DIA00001' } as const;
type Name = keyof typeof GRID;
const TWO_OF_SRE = { approval: { required: [{ from: 'sre', count: 2 }] } };
const ONE_OF_SRE = { approval: { required: [{ from: 'sre' }] } };

async function startOnGrid(setting: Parameters<typeof startConversation>[0] = {}): Promise<Conversation> {
  const talk = await startConversation(setting);
  for (const name of Object.keys(GRID) as Name[]) talk.slack.updatePerson(PEOPLE[name], { gridId: GRID[name] });
  return talk;
}

/** Clicks as the same person, in a payload with their other id. */
const pressesAsOther = (talk: Conversation, name: Name, label: string, where: SeenMessage): Promise<unknown> =>
  talk.slack.clicks(PEOPLE[name], label, where, {
    tamper: (payload) => ({ ...payload, user: { ...(payload.user as object), id: GRID[name] } }),
  });

/** A refusal under the other id cannot be shown in this Slack, so it is read from the call. */
const answered = (talk: Conversation, what: RegExp): Promise<true> =>
  talk.until(
    () =>
      talk.slack.calls.some(
        ({ method, arguments: given }) => method === 'response_url' && what.test(String(given.text)),
      ) || undefined,
    `an answer like ${what}`,
  );

describe('somebody whom Slack knows by two ids', () => {
  test.each([
    ['the id of her payloads', [PEOPLE.ana, PEOPLE.ben]],
    ['the other id', [GRID.ana, PEOPLE.ben]],
    ['both', [PEOPLE.ana, GRID.ana, PEOPLE.ben]],
  ])('is in the list of approvers by %s, and approves her own request by neither', async (_, users) => {
    const talk = await startOnGrid({ entry: ONE_OF_SRE });
    talk.slack.setUserGroup('S0SRE00001', { users });
    const request = await talk.asks('ana');
    await talk.clicks('ana', 'Approve', request);
    await answered(talk, /You asked for this, so/);
    await pressesAsOther(talk, 'ana', 'Approve', request);
    await talk.until(
      () =>
        talk.slack.calls.filter(({ arguments: given }) => /You asked for this, so/.test(String(given.text))).length ===
        2,
      'the second no',
    );
    expect(createCalls(talk.terraform)).toEqual([]);
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
  });

  test('approves once, whichever id it is under, and both approvers count', async () => {
    const talk = await startOnGrid({ entry: TWO_OF_SRE });
    talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.ben, GRID.ben, GRID.cem] });
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /@Ben approved it/);
    await pressesAsOther(talk, 'ben', 'Approve', request);
    await answered(talk, /You already approved this/);
    expect(createCalls(talk.terraform)).toEqual([]);
    await talk.clicks('cem', 'Approve', request);
    await talk.thread(request, /Succeeded/);
  });

  test('is not two people who could approve', async () => {
    const talk = await startOnGrid({ entry: TWO_OF_SRE });
    talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.ben, GRID.ben] });
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.sees('ana', /Not enough people/);
    talk.slack.setUserGroup('S0SRE00001', { users: [GRID.ana, GRID.ben] });
    await talk.says('ana', '/tf-action other prod');
    await talk.sees('ana', /Run other in prod\?/);
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.until(
      () =>
        talk.slack.sees(PEOPLE.ana, CHANNEL).filter((seen) => /Not enough people/.test(talk.slack.readAloud(seen)))
          .length === 2,
      'the second no',
    );
  });

  test('may request where a list names the other id, run it, and take it back under either', async () => {
    const people = { ana: GRID.ana, sre: 'S0SRE00001' };
    const file = { people, everywhere: { organization: 'acme', requesters: ['ana'] } };
    const talk = await startOnGrid({ allowlist: allowlistWith(ONE_OF_SRE, { file: { ...file, channels: {} } }) });
    await talk.says('ana', '/tf-action cleanup prod');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    await pressesAsOther(talk, 'ana', 'Run it', confirmation);
    const request = await talk.sees('ben', /Asked by/);
    await pressesAsOther(talk, 'ana', 'Withdraw', request);
    await talk.thread(request, /Withdrawn/);
    await talk.says('ana', '/tf-action status');
    await talk.sees('ana', /Withdrawn: cleanup in prod/);
  });

  test('closes the review of the glass that they broke under neither id, and the record has both', async () => {
    const talk = await startOnGrid({ entry: ONE_OF_SRE, prod: { break_glass: ['sre'] } });
    talk.slack.setUserGroup('S0SRE00001', { users: [GRID.ben, GRID.cem] });
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Break glass', request);
    await talk.fills('ben', { reason: 'Orders fail' });
    await talk.until(() => talk.buttons(request).includes('Close review'), 'the review');
    await pressesAsOther(talk, 'ben', 'Close review', request);
    await answered(talk, /somebody else has to review it/);
    await talk.clicks('cem', 'Close review', request);
    await talk.until(() => /Review closed/.test(talk.read(request)), 'the review to be closed');
    if (talk.databaseUrl === undefined) return;
    const client = new pg.Client(talk.databaseUrl);
    await client.connect();
    const { rows } = await client.query("select facts from audit where kind = 'request.glass_broken'");
    await client.end();
    expect(rows[0]?.facts).toMatchObject({ counted_through: 'S0SRE00001', other_id: GRID.ben });
  });

  test('moves her own run on under neither id, where somebody else has to', async () => {
    const talk = await startOnGrid({ entry: { ...ONE_OF_SRE, apply: 'by_hand' } });
    talk.slack.setUserGroup('S0SRE00001', { users: [GRID.ana, GRID.ben] });
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Approve', request);
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the planned run');
    await talk.clicks('ana', 'Confirm and apply', request);
    await answered(talk, /You asked for this, so/);
    await pressesAsOther(talk, 'ben', 'Confirm and apply', request);
    await talk.thread(request, /Succeeded/);
  });
});
