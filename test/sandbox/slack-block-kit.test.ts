import { expect, test } from 'vitest';
import { validateBlocks, validateModal } from '../../src/sandbox/slack/block-kit/validate.ts';
import { button, buttons, clientOf, GENERAL, modalAsking, refusalOf, section, startTeam } from './slack-team.ts';

const text = (words: string) => ({ type: 'plain_text', text: words });
const long = (length: number) => 'x'.repeat(length);
const richText = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'hello' }] }],
};
const task = { type: 'task_card', task_id: 't1', title: 'Planned', status: 'complete' };
const confirm = { title: text('Sure?'), text: text('cleanup in prod'), confirm: text('Yes'), deny: text('No') };
const row = (cells: number) => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'cell' }));

test.each([
  ['a section', section('hello')],
  ['a section with fields', { type: 'section', fields: [text('a'), { type: 'mrkdwn', text: '*b*' }] }],
  [
    'buttons',
    buttons(button('Approve', { style: 'primary', confirm, value: 'r-1' }), button('Deny', { style: 'danger' })),
  ],
  ['a header, a divider', { type: 'header', text: text('Request') }],
  ['a context', { type: 'context', elements: [{ type: 'mrkdwn', text: 'small' }, text('print')] }],
  ['rich text', richText],
  ['a plan', { type: 'plan', title: 'Run', tasks: [task] }],
  ['a table', { type: 'table', rows: [row(2), row(2)] }],
  ['a container', { type: 'container', title: text('Log'), is_collapsible: true, child_blocks: [section('line')] }],
  ['a markdown block', { type: 'markdown', text: '**hello**' }],
  [
    'a menu',
    {
      type: 'actions',
      elements: [{ type: 'static_select', placeholder: text('Pick'), options: [{ text: text('A'), value: 'a' }] }],
    },
  ],
])('%s is good in a message', (_, block) => {
  expect(validateBlocks([block])).toEqual([]);
});

test.each([
  ['an unknown block', { type: 'buttons' }, /unsupported type: buttons.*\/blocks\/0\/type/],
  ['an unknown key', { ...section('hello'), color: 'red' }, /additional property: color.*\/blocks\/0\/color/],
  ['a key that every object inherits', { type: 'constructor' }, /unsupported type/],
  ['no text', { type: 'section' }, /text or fields is needed/],
  ['empty text', section(''), /at least 1 characters.*\/blocks\/0\/text\/text/],
  ['text over 3000', section(long(3001)), /no more than 3000 characters, and has 3001/],
  ['a field over 2000', { type: 'section', fields: [text(long(2001))] }, /no more than 2000/],
  ['eleven fields', { type: 'section', fields: Array.from({ length: 11 }, () => text('a')) }, /no more than 10 items/],
  ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }, /unsupported type: mrkdwn/],
  ['a header over 150', { type: 'header', text: text(long(151)) }, /no more than 150/],
  ['a label over 75', buttons(button(long(76))), /no more than 75/],
  [
    'a label in mrkdwn',
    buttons({ ...button('x'), text: { type: 'mrkdwn', text: 'x' } } as never),
    /unsupported type: mrkdwn/,
  ],
  ['a value over 2000', buttons(button('x', { value: long(2001) })), /no more than 2000/],
  ['an empty value', buttons(button('x', { value: '' })), /at least 1 characters/],
  ['another style', buttons(button('x', { style: 'default' })), /must be one of primary, danger/],
  ['a javascript link', buttons(button('x', { url: 'javascript:alert(1)' })), /invalid url/],
  ['one action_id twice', buttons(button('x'), button('x')), /action_id x already exists/],
  ['26 buttons', buttons(...Array.from({ length: 26 }, (_, index) => button(`b${index}`))), /no more than 25 items/],
  ['no buttons', buttons(), /at least 1 items/],
  ['a dialog without a title', buttons(button('x', { confirm: { text: text('x') } })), /missing required field: title/],
  [
    'a dialog in mrkdwn',
    buttons(button('x', { confirm: { ...confirm, text: { type: 'mrkdwn', text: 'x' } } })),
    /unsupported type: mrkdwn/,
  ],
  ['a dialog over 300', buttons(button('x', { confirm: { ...confirm, text: text(long(301)) } })), /no more than 300/],
  [
    'a dialog’s button over 30',
    buttons(button('x', { confirm: { ...confirm, deny: text(long(31)) } })),
    /no more than 30/,
  ],
  [
    'eleven small prints',
    { type: 'context', elements: Array.from({ length: 11 }, () => text('a')) },
    /no more than 10 items/,
  ],
  ['a button in small print', { type: 'context', elements: [button('x')] }, /unsupported type: button/],
  [
    'a picture without words',
    { type: 'image', image_url: 'https://example.com/a.png' },
    /missing required field: alt_text/,
  ],
  [
    'a plan’s task without a status',
    { type: 'plan', title: 'x', tasks: [{ ...task, status: undefined }] },
    /missing required field: status/,
  ],
  ['a table of 101 rows', { type: 'table', rows: Array.from({ length: 101 }, () => row(1)) }, /no more than 100 items/],
  ['a table of 21 columns', { type: 'table', rows: [row(21)] }, /no more than 20 items/],
  ['an alert', { type: 'alert', text: text('x') }, /unsupported type: alert/],
  [
    'an input without a label',
    { type: 'input', element: { type: 'plain_text_input' } },
    /missing required field: label/,
  ],
  ['a block_id over 255', { ...section('x'), block_id: long(256) }, /no more than 255/],
])('%s is refused in a message', (_, block, complaint) => {
  expect(validateBlocks([block]).join('\n')).toMatch(complaint);
});

test('a message as a whole: 51 blocks, one block_id twice, two tables, too much markdown', () => {
  expect(validateBlocks(Array.from({ length: 51 }, () => ({ type: 'divider' }))).join()).toMatch(
    /no more than 50 items/,
  );
  expect(validateBlocks([1, 2].map(() => ({ ...section('x'), block_id: 'same' }))).join()).toMatch(
    /block_id same already exists/,
  );
  expect(validateBlocks([1, 2].map(() => ({ type: 'table', rows: [row(1)] }))).join()).toMatch(/only one table/);
  expect(validateBlocks([1, 2].map(() => ({ type: 'markdown', text: long(7000) }))).join()).toMatch(
    /no more than 12000/,
  );
});

test.each([
  ['a title over 24', { title: text(long(25)) }, /no more than 24.*\/title\/text/],
  ['an input without a submit button', { submit: undefined }, /missing required field: submit/],
  ['a submit button over 24', { submit: text(long(25)) }, /no more than 24/],
  ['metadata over 3000', { private_metadata: long(3001) }, /no more than 3000/],
  ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }, /no more than 100 items/],
  [
    'a container',
    { blocks: [{ type: 'container', title: text('x'), child_blocks: [section('x')] }] },
    /unsupported type: container/,
  ],
  ['a plan', { blocks: [{ type: 'plan', title: 'x' }] }, /unsupported type: plan/],
  ['markdown', { blocks: [{ type: 'markdown', text: 'x' }] }, /unsupported type: markdown/],
  ['an unknown key', { colour: 'red' }, /additional property: colour/],
  ['the home tab', { type: 'home' }, /must be one of modal/],
])('%s is refused in a modal', (_, change, complaint) => {
  expect(validateModal({ ...modalAsking('Reason'), ...change }).join('\n')).toMatch(complaint);
});

test('the alert that messages do not have is good in a modal', () => {
  const blocks = [{ type: 'alert', text: text('Mind'), level: 'warning' }];
  expect(validateModal({ ...modalAsking('Reason'), blocks })).toEqual([]);
});

test('Slack refuses a call with all that is wrong in it, and takes nothing', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  const bad = client.chat.postMessage({ channel: GENERAL, text: 'x', blocks: [section(''), { type: 'nothing' }] });
  await expect(bad).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      response_metadata: {
        messages: [
          '[ERROR] must be at least 1 characters, and has 0 [json-pointer:/blocks/0/text/text]',
          expect.stringMatching(/unsupported type: nothing/),
        ],
      },
    },
  });
  expect(await refusalOf(client.apiCall('chat.postMessage', { channel: GENERAL, text: 'x', blocks: '{' }))).toBe(
    'invalid_blocks_format',
  );
  expect(
    await refusalOf(client.apiCall('chat.postMessage', { channel: GENERAL, text: 'x', metadata: { event_type: 'x' } })),
  ).toBe('invalid_metadata_format');
});

test('the limit over all blocks of a message counts labels, dialogs and plain text once it is escaped', async () => {
  const slack = await startTeam();
  const client = clientOf(slack);
  const much = Array.from({ length: 4 }, () => section(long(2_950)));
  const tooMuch = {
    'a section more': [...much, section(long(201))],
    'a dialog more': [...much, buttons(button('Approve', { confirm: { ...confirm, text: text(long(250)) } }))],
    'plain text that is longer once it is escaped': [
      ...much.slice(1),
      { type: 'section', text: text('&'.repeat(700)) },
    ],
  };
  for (const [what, blocks] of Object.entries(tooMuch)) {
    const refusal = await refusalOf(client.chat.postMessage({ channel: GENERAL, text: 'x', blocks }));
    expect(refusal, what).toBe('msg_blocks_too_long');
  }
  await client.chat.postMessage({ channel: GENERAL, text: 'x', blocks: [...much, section(long(200))] });
});
