import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { type Conversation, startConversation, WORKSPACE } from '../conversation.ts';

/** Simulates a restart without the variables of the request's connection, or with them again. */
async function moveTo({ databaseUrl }: Conversation, connection: string | undefined): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(
    `update requests set version = version + 1,
      frozen = jsonb_set(frozen, '{entry}', (frozen -> 'entry') - 'connection' || $1::jsonb)`,
    [JSON.stringify(connection === undefined ? {} : { connection })],
  );
}

if (inject('postgres') !== undefined) {
  test('the connection of a running request is taken away: message, thread, log and metrics say so, and it goes on once it is back', async () => {
    const talk = await startConversation({ entry: { apply: 'by_hand', confirm_within: '2h' } });
    const request = await talk.asks('ana');
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the button');
    await moveTo(talk, 'eu');
    for (let minute = 0; minute < 10; minute += 1) await talk.passes(60_000);
    const told = await talk.thread(request, /@Ana: The bot has no connection eu to HCP Terraform any more/);
    expect(told).toMatch(/Whoever runs the bot has to set TFE_TOKEN_EU/);
    expect(talk.read(request)).toMatch(
      /has no connection eu to HCP Terraform any more since .*continues once it is set/,
    );
    expect(talk.logged.join('\n')).toMatch(/There is no connection eu/);
    const measured = await (await fetch(`http://127.0.0.1:${talk.port()}/metrics`)).text();
    expect(measured).toMatch(/tf_action_no_connection_total [1-9]/);
    await talk.passes(30 * 60_000);
    expect(talk.replies(request).filter((reply) => /has no connection/.test(reply))).toHaveLength(1);

    await moveTo(talk, undefined);
    await talk.passes(60_000);
    await talk.until(() => !/has no connection/.test(talk.read(request)), 'the message to be right again');
    await talk.clicks('ana', 'Confirm and apply', request);
    expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
    expect(talk.terraform.runs(WORKSPACE)).toHaveLength(1);
  });
}
