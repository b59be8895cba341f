import pg from 'pg';
import { expect, test } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

const direct = ({ slack }: Conversation, name: 'ana' | 'ben' | 'cem'): readonly SeenMessage[] =>
  slack.sees(PEOPLE[name], slack.openDirectMessage(PEOPLE[name]).id);

/** What reached the channel, in order. */
const told = ({ slack }: Conversation): readonly string[] =>
  slack.calls
    .filter(({ method, arguments: given }) => /^chat\.(postMessage|update)$/.test(method) && given.channel === CHANNEL)
    .map(({ arguments: given }) => `${JSON.stringify(given.blocks)} ${given.text}`);

async function auditKinds({ databaseUrl }: Conversation): Promise<readonly string[] | undefined> {
  if (databaseUrl === undefined) return undefined;
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query("select kind, facts from audit where kind like 'outbox.%' order by seq");
  await client.end();
  return rows.map(({ kind, facts }) => `${kind} ${facts.because}`);
}

test('once outsiders read the channel nothing is decided or said there: the request goes on in direct messages, with buttons that work', async () => {
  const talk = await startConversation({
    entry: { apply: 'by_hand', approval: { required: [{ from: 'sre' }] } },
    pace: 'manual',
  });
  const request = await talk.asks('ana');
  talk.slack.updateChannel(CHANNEL, { isExtShared: true });
  const before = told(talk).length;
  await talk.passes(61_000);
  await talk.clicks('ben', 'Approve', request);
  await talk.sees('ben', /now shared with people outside.*direct message/s);
  expect(talk.terraform.runs(WORKSPACE)).toEqual([]);

  await talk.until(
    () => /^This request moved to direct messages/.test(talk.read(request)),
    'the message to say that it moved',
  );
  expect(talk.buttons(request)).toEqual([]);
  const asked = await talk.until(
    () => direct(talk, 'ben').find((seen) => /Awaiting approval: cleanup in prod/.test(talk.slack.readAloud(seen))),
    'ben to be asked directly',
  );
  await talk.until(() => direct(talk, 'cem').length === 1, 'cem to be asked directly');
  await talk.until(() => direct(talk, 'ana').length === 1, 'ana to be told');
  const labels = (seen: SeenMessage): readonly string[] => talk.slack.buttons(seen).map(({ label }) => label);
  expect(labels(asked)).toEqual(expect.arrayContaining(['Approve', 'Deny']));

  // Her own approval does not count there either.
  const mine = direct(talk, 'ana')[0];
  if (mine === undefined) throw new Error('Ana was told nothing.');
  await talk.clicks('ana', 'Approve', mine);
  await talk.until(
    () =>
      talk.slack.ephemeralsEverShown.some((one) =>
        /You asked for this, so somebody else has to approve or deny it/.test(talk.slack.readAloud(one)),
      ),
    'ana to be refused',
  );
  await talk.clicks('ben', 'Approve', asked);
  await talk.until(() => talk.terraform.runs(WORKSPACE).length === 1, 'the run');
  await talk.until(
    () => direct(talk, 'ben').some((seen) => seen.ts === asked.ts && !labels(seen).includes('Approve')),
    'the direct message to have no Approve any more',
  );
  const runId = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.terraform.advanceTo(runId, 'planned');
  const confirmation = await talk.until(
    () => direct(talk, 'cem').findLast((seen) => labels(seen).includes('Confirm and apply')),
    'cem to be asked to confirm',
  );
  await talk.clicks('cem', 'Confirm and apply', confirmation);
  await talk.until(() => talk.terraform.runs(WORKSPACE)[0]?.status !== 'planned', 'the run to be confirmed');
  talk.terraform.setStatus(runId, 'errored');
  await talk.until(
    () =>
      direct(talk, 'ana').some((seen) =>
        /(Failed|Not invoked): cleanup in prod, for @Ana/.test(talk.slack.readAloud(seen)),
      ),
    'ana to be told of the end',
  );
  expect(
    told(talk)
      .slice(before)
      .map((text) => /moved to direct/.test(text)),
  ).toEqual([true]);
  expect(told(talk).slice(before).join()).not.toMatch(/cleanup|acme/);
  const kinds = await auditKinds(talk);
  if (kinds !== undefined) expect(kinds).toEqual(['outbox.told_directly shared_channel']);
});

test('every button of a request message reads the channel fresh; a channel that cannot be read gets no posts until it can', async () => {
  const talk = await startConversation({ pace: 'manual', entry: { apply: 'by_hand' } });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const runId = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  const refused = (): number =>
    talk.slack.calls.filter(({ method, status }) => method === 'conversations.info' && status === 503).length;
  talk.slack.fault({ method: 'conversations.info', kind: 'status', status: 503, times: 1_000 });
  // Makes the last reading older than a minute.
  await talk.passes(90_000);
  const [before, refusedBefore] = [told(talk).length, refused()];
  talk.terraform.advanceTo(runId, 'planned');
  await talk.until(() => refused() >= refusedBefore + 3, 'the channel to be asked for');
  expect(told(talk)).toHaveLength(before);
  talk.slack.clearFaults();
  await talk.thread(request, /Waiting for a person/);
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the redraw');
  talk.slack.updateChannel(CHANNEL, { isExtShared: true });
  await talk.passes(4_000);
  for (const button of ['Confirm and apply', 'Discard'] as const) {
    await talk.clicks('ana', button, request);
    await talk.sees('ana', /now shared with people outside.*direct message/s);
    await talk.passes(4_000);
  }
  expect(talk.terraform.runs(WORKSPACE)[0]?.status).toBe('planned');
});
