import { expect, test } from 'vitest';
import { ANA, BEN, button, buttons, GENERAL, SECRET, section, startBolt, startTeam } from './slack-team.ts';

test('ana types a command, sees what the acknowledgement says, and ben does not', async () => {
  const slack = await startTeam();
  let heard: unknown;
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, command }) => {
      heard = command;
      await ack({ text: 'Working on it' });
    });
  });
  const said = await slack.says(ANA, GENERAL, '/tf-action cleanup  prod');
  expect(said.failure).toBeUndefined();
  expect(heard).toMatchObject({
    command: '/tf-action',
    text: 'cleanup  prod',
    user_id: ANA,
    channel_id: GENERAL,
    channel_name: 'general',
    team_id: slack.installation.team.id,
    is_enterprise_install: 'false',
  });
  expect(slack.sees(ANA, GENERAL).map((one) => slack.readAloud(one))).toEqual(['Working on it']);
  expect(slack.sees(BEN, GENERAL)).toEqual([]);
  slack.reload(ANA);
  expect(slack.sees(ANA, GENERAL)).toEqual([]);
});

test('ana presses a button that only she sees; the answer takes its place, and others cannot press it', async () => {
  const slack = await startTeam();
  let pressed: unknown;
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, respond }) => {
      await ack();
      await respond({
        text: 'Run?',
        blocks: [section('Run?'), buttons(button('Run it', { value: 'r-1' }), button('Cancel'))],
      });
    });
    app.action('run_it', async ({ ack, body, respond, client }) => {
      await ack();
      pressed = body;
      await respond({ text: 'Asked.', replace_original: true });
      await client.chat.postMessage({ channel: GENERAL, text: 'Ana asked' });
    });
  });
  await slack.says(ANA, GENERAL, '/tf-action cleanup prod');
  const question = await slack.until(() => slack.sees(ANA, GENERAL)[0]);
  await expect(slack.clicks(BEN, 'Run it', question)).rejects.toThrow(/Ben|ben sees no message/i);
  await expect(slack.clicks(ANA, 'Approve', question)).rejects.toThrow(/no button “Approve”.*Run it, Cancel/);
  const click = await slack.clicks(ANA, 'Run it', question);
  expect(click.failure).toBeUndefined();
  const seen = await slack.until(() => slack.sees(ANA, GENERAL).length === 2 && slack.sees(ANA, GENERAL));
  expect(seen.map((one) => slack.readAloud(one))).toEqual(['Asked.', 'Ana asked']);
  expect(pressed).toMatchObject({
    type: 'block_actions',
    container: { type: 'message', is_ephemeral: true, message_ts: question.ts },
    channel: { id: GENERAL, name: 'general' },
    user: { id: ANA, team_id: slack.installation.team.id },
    actions: [{ action_id: 'run_it', value: 'r-1', type: 'button', text: { text: 'Run it' } }],
  });
  expect(pressed).not.toHaveProperty('message');
  await expect(slack.clicks(ANA, 'Run it', question)).rejects.toThrow(/no button/);
});

test('a dialog is shown first, and when ben thinks better of it nothing is sent', async () => {
  const slack = await startTeam();
  let presses = 0;
  const app = await startBolt(slack, (bolt) => {
    bolt.action('approve', async ({ ack }) => {
      presses += 1;
      await ack();
    });
  });
  const text = (words: string) => ({ type: 'plain_text' as const, text: words });
  const confirm = {
    title: text('Approve?'),
    text: text('cleanup in prod'),
    confirm: text('Approve'),
    deny: text('Not now'),
  };
  await app.client.chat.postMessage({
    channel: GENERAL,
    text: 'Asked',
    blocks: [buttons(button('Approve', { confirm }))],
  });
  const [message] = slack.sees(BEN, GENERAL);
  if (message === undefined) throw new Error('Ben sees no message.');
  const dismissed = await slack.clicks(BEN, 'Approve', message, { dialog: 'dismiss' });
  expect(dismissed.dialog).toMatchObject({ title: 'Approve?', text: 'cleanup in prod', deny: 'Not now' });
  expect(dismissed.delivery).toBeUndefined();
  expect(presses).toBe(0);
  await slack.clicks(BEN, 'Approve', message);
  expect(presses).toBe(1);
});

test('two people press what they both still see, although the first press took the buttons away', async () => {
  const slack = await startTeam();
  const presses: string[] = [];
  const app = await startBolt(slack, (bolt) => {
    bolt.action('approve', async ({ ack, body, client }) => {
      await ack();
      presses.push(body.user.id);
      if (!('message' in body) || body.message === undefined) return;
      await client.chat.update({ channel: GENERAL, ts: body.message.ts, text: 'Approved' });
    });
  });
  await app.client.chat.postMessage({ channel: GENERAL, text: 'Asked', blocks: [buttons(button('Approve'))] });
  const [message] = slack.sees(BEN, GENERAL);
  if (message === undefined) throw new Error('Ben sees no message.');
  await slack.clicks(BEN, 'Approve', message);
  await slack.until(() => slack.message(GENERAL, message.ts)?.text === 'Approved');
  await expect(slack.clicks(ANA, 'Approve', message)).rejects.toThrow(/no button/);
  await slack.clicks(ANA, 'Approve', message, { asSeen: true });
  expect(presses).toEqual([BEN, ANA]);
});

test('in private channels and direct messages Slack keeps the name to itself', async () => {
  const slack = await startTeam();
  const names: unknown[] = [];
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, command }) => {
      names.push(command.channel_name);
      await ack();
    });
  });
  await slack.says(ANA, SECRET, '/tf-action');
  await slack.says(ANA, slack.openDirectMessage(ANA).id, '/tf-action');
  expect(names).toEqual(['privategroup', 'directmessage']);
});

test('closing the sandbox ends what still waits for an acknowledgement', async () => {
  const slack = await startTeam();
  await startBolt(slack, (app) => {
    app.command('/tf-action', async () => {});
  });
  const saying = slack.says(ANA, GENERAL, '/tf-action');
  await slack.close();
  expect((await saying).failure).toBe('operation_timeout');
});

test('an answer can be for everybody, and one that Slack would not take is a 400', async () => {
  const slack = await startTeam();
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack }) => ack({ response_type: 'in_channel', text: 'For everybody' }));
  });
  const { responseUrl } = await slack.says(ANA, GENERAL, '/tf-action');
  expect(slack.sees(BEN, GENERAL).map((one) => one.text)).toEqual(['For everybody']);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(responseUrl, {
    method: 'POST',
    headers,
    body: JSON.stringify({ text: 'x', blocks: [{}] }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_blocks' }]);
  expect(slack.calls.at(-1)).toMatchObject({ method: 'response_url', status: 400 });
  const blocks = Array.from({ length: 5 }, () => ({
    type: 'section',
    text: { type: 'mrkdwn', text: 'x'.repeat(3_000) },
  }));
  const much = await fetch(responseUrl, { method: 'POST', headers, body: JSON.stringify({ text: 'x', blocks }) });
  expect(much.status).toBe(200);
  const other = await fetch(`${responseUrl}0`, { method: 'POST', headers, body: '{"text":"x"}' });
  expect(other.status).toBe(404);
});
