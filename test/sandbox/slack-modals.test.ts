import { expect, test } from 'vitest';
import { ANA, BEN, button, buttons, GENERAL, modalAsking, startBolt, startTeam } from './slack-team.ts';

test('ana fills in a modal: what is missing, what the bot finds wrong, and then it closes', async () => {
  const slack = await startTeam();
  const submitted: unknown[] = [];
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modalAsking('Reason') });
    });
    app.view('asking', async ({ ack, view, body }) => {
      submitted.push(body);
      const text = view.state.values.answer?.text?.value;
      if (text === 'no') await ack({ response_action: 'errors', errors: { answer: 'Say why.' } });
      else await ack();
    });
  });
  await slack.says(ANA, GENERAL, '/tf-action cleanup prod');
  const open = await slack.until(() => slack.views(ANA)[0]);
  expect(slack.readAloud(open)).toMatch(/Run an action\nReason\n\[Run it\]/);
  await expect(slack.submits(BEN, open.id)).rejects.toThrow(/in front/);
  expect(await slack.submits(ANA, open.id)).toMatchObject({
    errors: { answer: 'Please complete this required field.' },
  });
  expect((await slack.submits(ANA, open.id, { Reason: 'far too long for it' })).errors).toHaveProperty('answer');
  expect(submitted).toEqual([]);
  expect(await slack.submits(ANA, open.id, { Reason: 'no' })).toMatchObject({ errors: { answer: 'Say why.' } });
  expect(slack.readAloud(slack.views(ANA)[0] ?? open)).toMatch(/Say why\./);
  expect((await slack.submits(ANA, open.id, { answer: 'build' })).errors).toEqual({});
  expect(slack.views(ANA)).toEqual([]);
  expect(submitted.at(-1)).toMatchObject({
    type: 'view_submission',
    user: { id: ANA },
    view: {
      callback_id: 'asking',
      private_metadata: 'r-1',
      state: { values: { answer: { text: { type: 'plain_text_input', value: 'build' } } } },
    },
  });
});

test('views are updated, pushed and cleared by what the bot answers, and closing is told where it was asked for', async () => {
  const slack = await startTeam();
  const closed: unknown[] = [];
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({
        trigger_id: command.trigger_id,
        view: modalAsking('First', { notify_on_close: true }),
      });
    });
    app.view({ callback_id: 'asking', type: 'view_submission' }, async ({ ack, view }) => {
      const text = view.state.values.answer?.text?.value;
      if (text === 'push')
        await ack({ response_action: 'push', view: modalAsking('Second', { notify_on_close: true }) });
      else if (text === 'update') await ack({ response_action: 'update', view: modalAsking('Instead') });
      else await ack({ response_action: 'clear' });
    });
    app.view({ callback_id: 'asking', type: 'view_closed' }, async ({ ack, body }) => {
      closed.push(body.view.id);
      await ack();
    });
  });
  await slack.says(ANA, GENERAL, '/tf-action');
  const first = await slack.until(() => slack.views(ANA)[0]);
  await slack.submits(ANA, first.id, { text: 'push' });
  const [, second] = slack.views(ANA);
  expect(second).toMatchObject({ previousId: first.id, rootId: first.id });
  await slack.closes(ANA, second?.id ?? '');
  expect(closed).toEqual([second?.id]);
  await slack.submits(ANA, first.id, { text: 'update' });
  expect(slack.readAloud(slack.views(ANA)[0] ?? first)).toMatch(/Instead/);
  await slack.submits(ANA, first.id, { text: 'done' });
  expect(slack.views(ANA)).toEqual([]);
});

test('menus and the buttons of a modal tell the bot what was chosen and what stands in the form', async () => {
  const slack = await startTeam();
  const actions: unknown[] = [];
  const option = (value: string) => ({ text: { type: 'plain_text' as const, text: value.toUpperCase() }, value });
  await startBolt(slack, (app) => {
    app.command('/tf-action', async ({ ack, client, command }) => {
      await ack();
      const menu = {
        type: 'actions' as const,
        elements: [{ type: 'static_select' as const, action_id: 'where', options: [option('prod'), option('dev')] }],
      };
      const view = modalAsking('Reason');
      await client.views.open({
        trigger_id: command.trigger_id,
        view: { ...view, blocks: [...view.blocks, menu, buttons(button('Check'))] },
      });
    });
    app.action(/.*/, async ({ ack, action, body }) => {
      await ack();
      actions.push({ action, body });
    });
  });
  await slack.says(ANA, GENERAL, '/tf-action');
  const open = await slack.until(() => slack.views(ANA)[0]);
  await slack.chooses(ANA, 'where', 'DEV', { viewId: open.id });
  await slack.clicks(ANA, 'Check', { viewId: open.id }, { values: { Reason: 'build', where: 'prod' } });
  expect(actions).toMatchObject([
    {
      action: { action_id: 'where', selected_option: { value: 'dev' } },
      body: { container: { type: 'view', view_id: open.id } },
    },
    { action: { action_id: 'check' }, body: { view: { state: { values: { answer: { text: { value: 'build' } } } } } } },
  ]);
});
