import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { type Conversation, startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const LIMIT = ['expire_request', 'remind_request'];

/** Queries one column, from outside the bot. */
async function lookInside({ databaseUrl }: Conversation): Promise<(query: string) => Promise<readonly string[]>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  onTestFinished(() => client.end());
  return async (query) => {
    const { rows } = await client.query<[string]>({ text: query, rowMode: 'array' });
    return rows.map(([value]) => value);
  };
}

/** The queued work of this conversation's only request. */
async function lookIntoQueue(talk: Conversation): Promise<() => Promise<readonly string[]>> {
  const look = await lookInside(talk);
  return () =>
    look(`select distinct data ->> 'work' from pgboss.job
      where state in ('created', 'retry', 'active') and name = 'due-work' order by 1`);
}

// Besides, every conversation checks each minute and at its end that no open request lacks its work.
if (inject('postgres') !== undefined) {
  test('from the question to the preview: at every stage the queue has the work that looks again', async () => {
    const talk = await startConversation({
      pace: 'manual',
      entry: { preview: true, approval: { required: [{ from: 'sre' }] } },
      prod: { operators: ['sre'] },
    });
    const { terraform } = talk;
    const queue = await lookIntoQueue(talk);
    terraform.faultCreating('hangs, created');
    await talk.says('ana', '/tf-action cleanup prod');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    expect(await queue()).toEqual(['expire_request']);
    const request = await talk.stands(async () => {
      await talk.clicks('ana', 'Run it', confirmation);
      const message = await talk.sees('ana', /Asked by/);
      expect(await queue()).toEqual(['create_preview', ...LIMIT]);
      return message;
    });
    await talk.until(() => createCalls(terraform).length === 1, 'the call for the preview');
    expect(await queue()).toEqual(expect.arrayContaining([...LIMIT, 'find_preview'].sort()));
    await talk.until(() => /a plan-only run(?: that is|, but)/.test(talk.read(request)), 'the preview to be found');
    expect(await queue()).toEqual(expect.arrayContaining(LIMIT));
    await talk.says('ben', '/tf-action freeze prod 1h upkeep');
    await talk.thread(request, /Frozen/);
    expect(await queue()).toEqual(expect.arrayContaining(['hold_frozen', ...LIMIT]));
    await talk.clicks('ana', 'Withdraw', request);
    await talk.thread(request, /Withdrawn/);
    await talk.until(
      () => terraform.runs(WORKSPACE).every(({ status }) => status === 'canceled'),
      'the preview to be ended',
    );
  });

  test('from the approval to the end: at every stage the queue has the work that looks again', async () => {
    const talk = await startConversation({ entry: { apply: 'by_hand' } });
    const { terraform } = talk;
    const queue = await lookIntoQueue(talk);
    terraform.faultCreating('hangs, created');
    await talk.says('ana', '/tf-action cleanup prod');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    const request = await talk.stands(async () => {
      await talk.clicks('ana', 'Run it', confirmation);
      const message = await talk.sees('ana', /Asked by/);
      expect(await queue()).toEqual(['create_run', ...LIMIT]);
      return message;
    });
    await talk.until(() => createCalls(terraform).length === 1, 'the call');
    expect(await queue()).toEqual(expect.arrayContaining([...LIMIT, 'find_run'].sort()));
    await talk.until(() => talk.buttons(request).includes('Discard'), 'Discard');
    expect(await queue()).toEqual(expect.arrayContaining(LIMIT));
    await talk.clicks('ana', 'Discard', request);
    await talk.thread(request, /Discarded/);
    expect(await queue()).toEqual(expect.arrayContaining(['discard_orphans']));
  });

  test('a run that is never found: its request is looked for until it is unresolved, and for an hour after', async () => {
    const talk = await startConversation();
    const queue = await lookIntoQueue(talk);
    talk.terraform.faultCreating('hangs, not created');
    const request = await talk.asks('ana');
    await talk.thread(request, /Unresolved/);
    expect(await queue()).toEqual(expect.arrayContaining(['find_run']));
    const looks = () => talk.terraform.calls.filter(({ path }) => /\/workspaces\/[^/]+\/runs/.test(path)).length;
    const before = looks();
    await talk.passes(2 * 60 * 60_000);
    expect(looks() - before).toBe(3);
    expect(await queue()).toEqual([]);
  });

  test('stopped while the call has no answer: what only this process knew is in the store before it is gone', async () => {
    const talk = await startConversation();
    const look = await lookInside(talk);
    talk.terraform.faultCreating('hangs, created');
    await talk.asks('ana');
    await talk.until(() => createCalls(talk.terraform).length === 1, 'the call');
    await talk.stop();
    expect(await look('select kind from audit order by seq desc limit 1')).toEqual(['run.creation_unknown']);
  });
}
