import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, test } from 'vitest';
import { runAuditExport } from '../../src/cli/audit-export.ts';
import { readHead } from '../../src/cli/audit-options.ts';
import { runAuditVerify } from '../../src/cli/audit-verify.ts';
import { allowlistWith, CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Cleanup takes a ticket and an approval from sre, and the record is configured as an operator would. */
function keptAllowlist(): string {
  const file = JSON.parse(allowlistWith({ approval: { required: [{ from: 'sre' }] } }));
  file.actions.cleanup.parameters = { ticket: { variable: 'ticket', type: 'string', max_length: 20 } };
  return JSON.stringify({ ...file, audit_channel: 'prod-ops', retention: '30d' });
}

const headsIn = (talk: Conversation): readonly string[] =>
  talk.slack
    .sees(PEOPLE.ben, CHANNEL)
    .flatMap(({ text: said }) => /^Head of the record: (\d+ [0-9a-f]{64})$/.exec(said)?.[1] ?? []);

const untilHeads = (talk: Conversation, count: number): Promise<readonly string[]> =>
  talk.until(() => headsIn(talk).length >= count && headsIn(talk), `${count} heads in the channel`);

describe('the head of the record', () => {
  test('is posted at the start, once a day and at the stop, where something happened since', async () => {
    const talk = await startConversation({ allowlist: keptAllowlist() });
    expect(await untilHeads(talk, 1)).toEqual([`0 ${'0'.repeat(64)}`]);
    await talk.says('ana', '/tf-action clean prod');
    await talk.sees('ana', /There is no action/);
    await talk.passes(25 * HOUR);
    const [, second = ''] = await untilHeads(talk, 2);
    expect(Number(second.split(' ')[0])).toBeGreaterThanOrEqual(2);
    await talk.passes(3 * DAY);
    expect(headsIn(talk)).toHaveLength(2);
    await talk.says('ana', '/tf-action clean prod');
    await talk.until(
      () => talk.logged.filter((line) => line.includes('head of the record')).length > 3,
      'a log of heads',
    );
    await talk.stop();
    expect(headsIn(talk)).toHaveLength(3);
    const logged = talk.logged.flatMap((line) => {
      const { msg, seq, hash } = JSON.parse(line);
      return msg === 'head of the record' ? [`${seq} ${hash}`] : [];
    });
    for (const head of headsIn(talk)) expect(logged).toContain(head);
  });
});

// Reading from outside needs a database that allows two connections.
if (inject('postgres') !== undefined) {
  const commandFor = ({ databaseUrl }: Conversation) => {
    if (databaseUrl === undefined) throw new Error('This conversation is not on a server.');
    const complain = (line: string): never => {
      throw new Error(line);
    };
    return { env: { DATABASE_URL: databaseUrl }, complain };
  };

  const exported = async (talk: Conversation): Promise<string> => {
    const stdout = new PassThrough();
    expect(await runAuditExport({ ...commandFor(talk), format: 'jsonl', stdout })).toBe(0);
    stdout.end();
    return text(stdout);
  };

  test('cem denies ana’s request: how each of them counted is on the record, and what they said only aside, until it is forgotten', async () => {
    const talk = await startConversation({ allowlist: keptAllowlist(), environment: { TF_ACTION_REVISION: 'abc123' } });
    const request = await talk.asks('ana', '/tf-action cleanup prod ticket=OPS-77');
    await talk.clicks('dia', 'Deny', request);
    await talk.sees('dia', /You can't approve/);
    await talk.clicks('ana', 'Approve', request);
    await talk.sees('ana', /somebody else has to approve or deny it/);
    await talk.clicks('cem', 'Deny', request);
    const [modal] = await talk.until(() => {
      const views = talk.slack.views(PEOPLE.cem);
      return views.length > 0 && views;
    }, 'a modal');
    await talk.slack.submits(PEOPLE.cem, modal?.id ?? '', { reason: 'Ana, not today' });
    await talk.thread(request, /Denied/);
    await talk.says('gil', '/tf-action list');
    await talk.sees('gil', /Guests/);

    const lines = (await exported(talk))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const facts = (kind: string) => lines.filter((line) => line.kind === kind).map((line) => line.facts);
    const inForce = { allowlist: expect.stringMatching(/^[0-9a-f]{64}$/), revision: 'abc123' };
    const readAt = { groups_read_at: expect.stringMatching(/^2026-11-24T09:/) };
    expect(facts('request.asked')).toEqual([
      expect.objectContaining({ ...inForce, ...readAt, counted_through: 'S0DEVS0001' }),
    ]);
    expect(facts('request.run_it')).toEqual([
      expect.objectContaining({ ...inForce, ...readAt, counted_through: 'S0DEVS0001' }),
    ]);
    expect(facts('request.denied')).toEqual([
      expect.objectContaining({ ...inForce, ...readAt, counted_through: 'S0SRE00001' }),
    ]);
    expect(facts('press.refused')).toEqual([
      { ...inForce, button: 'deny', code: 'not_an_approver' },
      { ...inForce, button: 'approve', code: 'own_request' },
    ]);
    expect(facts('request.refused')).toEqual([{ ...inForce, channel: CHANNEL, code: 'not_a_member' }]);
    expect(JSON.stringify(lines.map((line) => line.facts))).not.toMatch(/Ana|Cem|OPS-77|today/);
    expect(JSON.stringify(lines)).toMatch(/Ana, not today.*/);

    await talk.passes(32 * DAY);
    // At the start, after the first day, and once texts are forgotten, which is itself a record.
    for (let days = 0; headsIn(talk).length < 3 && days < 10; days += 1) await talk.passes(DAY);
    await talk.stop();
    const later = await exported(talk);
    expect(later).toContain('"kind":"retention.forgotten"');
    expect(later).not.toMatch(/Ana|Cem|OPS-77|today/);
    const said: string[] = [];
    const heads = headsIn(talk).reduce<ReturnType<typeof readHead>>((all, head) => readHead(head, all), []);
    const verified = { ...commandFor(talk), heads, isPart: false, write: (line: string) => void said.push(line) };
    expect({ code: await runAuditVerify(verified), said }).toMatchObject({ code: 0 });
  });
}
