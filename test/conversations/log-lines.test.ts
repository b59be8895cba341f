import { expect, test } from 'vitest';
import { PEOPLE, startConversation } from '../conversation.ts';

interface Line extends Readonly<Record<string, unknown>> {
  readonly msg: string;
}

const linesOf = (logged: readonly string[]): readonly Line[] => logged.map((line) => JSON.parse(line));

test('the log tells the story of a request, one line a move, with the states before and after it', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
  const moves = linesOf(talk.logged).filter(({ msg }) => /^request /.test(msg));
  const changes = moves.filter(({ from, to }) => from !== to);
  expect(changes.map(({ msg }) => msg)).toEqual([
    'request unconfirmed -> awaiting_approval',
    'request awaiting_approval -> approved',
    'request approved -> creating',
    'request creating -> running',
    'request running -> succeeded',
  ]);
  expect(changes[1]).toMatchObject({
    ...{ from: 'awaiting_approval', to: 'approved', event: 'request.approved', person: PEOPLE.ben },
    ...{ action: 'cleanup', environment: 'prod', request: changes[0]?.request },
  });
  expect(changes.at(-1)).toMatchObject({ run: expect.stringMatching(/^run-/), person: 'bot' });
  const notes = moves.filter(({ from, to }) => from === to);
  expect(notes.length).toBeGreaterThan(0);
  for (const note of notes)
    expect(note).toMatchObject({ msg: 'request updated', event: expect.stringMatching(/^(run|request)\./) });
  for (const line of linesOf(talk.logged)) expect(JSON.stringify(line)).not.toMatch(/Ana|"moved"/);
});

test('the line of the start says how the bot is set up', async () => {
  const talk = await startConversation({ environment: { TF_ACTION_REVISION: '4f2c1d9' } });
  expect(linesOf(talk.logged).find(({ msg }) => msg === 'started')).toMatchObject({
    ...{ mode: 'socket', organizations: ['acme'], revision: '4f2c1d9', entries: 2, port: talk.port() },
  });
  const http = await startConversation({ mode: 'http' });
  expect(linesOf(http.logged).find(({ msg }) => msg === 'started')).toMatchObject({ mode: 'http' });
});
