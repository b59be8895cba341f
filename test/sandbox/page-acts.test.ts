import { expect, test } from 'vitest';
import { manualClock } from '../../src/sandbox/clock.ts';
import { CLEANUP, visitPage } from './page-visit.ts';
import {
  ANA,
  BEN,
  button,
  buttons,
  clientOf,
  GENERAL,
  modalAsking,
  section,
  startBolt,
  startTeam,
} from './slack-team.ts';

test('what begins with a slash reaches the bot as a command, and anything else is a message', async () => {
  const { slack, does, watches } = await visitPage();
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, body, respond }) => {
      await ack();
      await respond(`${body.user_id} asked: ${body.text}`);
    });
  });
  const watching = await watches(`?person=${BEN}`);
  const said = { do: 'say', person: BEN, channel: GENERAL };
  expect(await does({ ...said, text: '/tf-action cleanup prod older_than_days=7' })).toBeUndefined();
  await watching.until('messages', /U0BEN00001 asked: cleanup prod older_than_days=7/);
  await does({ ...said, text: 'Thanks <b>, all' });
  await watching.until('messages', /Thanks &lt;b&gt;, all/);
});

test('a reply lands in its thread, where no command works', async () => {
  const { slack, does } = await visitPage();
  const { ts } = slack.writes(ANA, GENERAL, 'Who runs it?');
  const said = { do: 'say', person: BEN, channel: GENERAL, thread: ts };
  await does({ ...said, text: 'I do' });
  expect(slack.thread(GENERAL, ts).map(({ text }) => text)).toEqual(['Who runs it?', 'I do']);
  expect(await does({ ...said, text: '/tf-action list' })).toBe('/tf-action is not supported in threads. Sorry!');
  expect(slack.deliveries).toEqual([]);
});

test('a press reaches the bot with its value, also where the message was redrawn meanwhile', async () => {
  const { slack, does } = await visitPage();
  const pressed: string[] = [];
  await startBolt(slack, (app) => {
    app.action('approve', async ({ ack, body, action }) => {
      await ack();
      pressed.push(`${body.user.id} ${'value' in action ? action.value : ''}`);
    });
  });
  const client = clientOf(slack);
  const approve = buttons(button('Approve', { value: 'r-1' }));
  const { ts } = await client.chat.postMessage({ channel: GENERAL, text: 'Asked', blocks: [approve] });
  const blockOf = () => slack.message(GENERAL, ts ?? '')?.blocks[0]?.block_id;
  const press = { do: 'press', person: BEN, place: { channel: GENERAL, ts }, block: blockOf(), action: 'approve' };
  expect(await does({ ...press, value: 'r-1' })).toBeUndefined();
  await client.chat.update({ channel: GENERAL, ts: ts ?? '', text: 'Approved', blocks: [section('Approved')] });
  expect(await does({ ...press, value: 'r-1' })).toBeUndefined();
  expect(pressed).toEqual([`${BEN} r-1`, `${BEN} r-1`]);
  expect(await does({ ...press, action: 'nothing' })).toMatch(/There is no button/);
});

test('a button says what to ask before it is pressed', async () => {
  const { slack, open } = await visitPage();
  const confirm = {
    title: { type: 'plain_text', text: 'Approve: cleanup in prod?' },
    text: { type: 'plain_text', text: 'It was asked by "Ana" & co.' },
    confirm: { type: 'plain_text', text: 'Approve' },
    deny: { type: 'plain_text', text: 'Go back' },
  };
  const blocks = [buttons(button('Approve', { confirm }))];
  await clientOf(slack).chat.postMessage({ channel: GENERAL, text: 'Asked', blocks });
  const asked =
    /data-confirm="([^"]+)"/
      .exec(await open())?.[1]
      ?.replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&') ?? '';
  expect(JSON.parse(asked)).toEqual({
    title: 'Approve: cleanup in prod?',
    text: 'It was asked by "Ana" & co.',
    confirm: 'Approve',
    deny: 'Go back',
    style: 'primary',
  });
});

test('a modal opens, shows at its input what the bot finds wrong with it, and is gone once it is right', async () => {
  const { slack, does, watches } = await visitPage();
  const entered: unknown[] = [];
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modalAsking('Reason') });
    });
    app.view('asking', async ({ ack, view }) => {
      const reason = view.state.values.answer?.text?.value;
      entered.push(reason);
      if (reason === 'no') await ack({ response_action: 'errors', errors: { answer: 'Say a little more.' } });
      else await ack();
    });
  });
  const watching = await watches(`?person=${ANA}`);
  await does({ do: 'say', person: ANA, channel: GENERAL, text: '/tf-action' });
  const shown = await watching.until('modals', /Run an action/);
  expect(shown).toMatch(/<label for="([^"]+)">Reason<\/label><input[^>]* data-field="answer"[^>]* id="\1"/);
  const view = /data-view="(\w+)"/.exec(shown)?.[1] ?? '';
  await does({ do: 'submit', person: ANA, view, values: { answer: 'no' } });
  const wrong = await watching.until('modals', /Say a little more\./);
  expect(wrong).toMatch(/aria-invalid="true"/);
  await does({ do: 'submit', person: ANA, view, values: { answer: 'because' } });
  await watching.until('modals', /^$/);
  expect(entered).toEqual(['no', 'because']);
  await does({ do: 'say', person: ANA, channel: GENERAL, text: '/tf-action' });
  const again = /data-view="(\w+)"/.exec(await watching.until('modals', /Run an action/))?.[1];
  await does({ do: 'close', person: ANA, view: again });
  expect(slack.views(ANA)).toEqual([]);
});

test('a choice from a menu reaches the bot at once', async () => {
  const { slack, does, open } = await visitPage();
  const chosen: unknown[] = [];
  await startBolt(slack, (app) => {
    app.action('environment', async ({ ack, action }) => {
      await ack();
      chosen.push('selected_option' in action ? action.selected_option : undefined);
    });
  });
  const option = (value: string) => ({ text: { type: 'plain_text' as const, text: value }, value });
  const menu = {
    type: 'static_select' as const,
    action_id: 'environment',
    options: [option('staging'), option('prod')],
  };
  const blocks = [{ type: 'actions' as const, elements: [menu] }];
  const { ts } = await clientOf(slack).chat.postMessage({ channel: GENERAL, text: 'Where?', blocks });
  expect(await open()).toMatch(/<select data-field="environment" data-choose="environment"/);
  const place = { channel: GENERAL, ts };
  await does({ do: 'choose', person: ANA, place, action: 'environment', choice: 'prod' });
  expect(chosen).toEqual([option('prod')]);
});

test('what the bot does not answer is said, as Slack says it', async () => {
  const clock = manualClock();
  const { slack, does, watches } = await visitPage({ slack: await startTeam({ clock }) });
  await startBolt(slack, (app) => {
    app.command('/tf-action', async () => clock.move(3000));
  });
  const watching = await watches(`?person=${ANA}`);
  await does({ do: 'say', person: ANA, channel: GENERAL, text: '/tf-action list' });
  const shown = await watching.until('messages', /operation_timeout/);
  expect(shown).toMatch(/Slackbot.*\/tf-action failed/s);
});

test('what a person cannot do is answered with the reason', async () => {
  const { slack, does } = await visitPage();
  slack.addPerson({ id: 'U0GIL00001', name: 'gil', kind: 'guest' });
  const said = await does({ do: 'say', person: 'U0GIL00001', channel: GENERAL, text: 'Hello' });
  expect(said).toMatch(/gil cannot write in C0GENERAL1/);
});

test('ben locks the workspace, starts a run of his own, confirms it, and chooses how an action ends', async () => {
  const { terraform, does, watches } = await visitPage();
  const watching = await watches(`?person=${BEN}`);
  const workspace = { do: 'workspace', person: BEN, workspace: 'acme-prod' };
  await does({ ...workspace, what: 'lock' });
  await watching.until('workspace', /Unlock.*Locked by ben/s);
  expect(await does({ ...workspace, what: 'lock' })).toMatch(/is locked already, by ben/);
  await does({ ...workspace, what: 'unlock' });
  await does({ ...workspace, what: 'start_run' });
  const [run] = terraform.runs('acme-prod');
  expect(run?.createdBy).toBe('ben');
  const id = run?.id ?? '';
  expect(await does({ do: 'decide', person: BEN, run: id, decision: 'confirm' })).toMatch(/apply not allowed/);
  terraform.advanceTo(id, 'planned');
  await does({ do: 'decide', person: BEN, run: id, decision: 'confirm' });
  expect(terraform.run(id)).toMatchObject({ status: 'confirmed', confirmedBy: 'ben' });
  await does({ do: 'outcome', workspace: 'acme-prod', address: CLEANUP, outcome: 'failed' });
  await watching.until('workspace', /<option value="failed" selected="">/);
});
