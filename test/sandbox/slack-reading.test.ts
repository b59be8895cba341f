import { expect, test } from 'vitest';
import { manualClock } from '../../src/sandbox/clock.ts';
import { ANA, BEN, button, buttons, GENERAL, section, startTeam } from './slack-team.ts';

const read = async (text: string, as?: string) => {
  const slack = await startTeam({ clock: manualClock(Date.UTC(2026, 10, 24, 9, 0, 0)) });
  slack.addUserGroup({ id: 'S0SRE00001', handle: 'sre' });
  return slack.readAloud({ text, blocks: [] }, as === undefined ? {} : { as });
};
const noon = Date.UTC(2026, 10, 24, 12, 5, 9) / 1000;

test.each([
  ['<@U0BEN00001> asked <!subteam^S0SRE00001> in <#C0GENERAL1>', '@Ben asked @sre in #general'],
  ['<!here> and <!channel>', '@here and @channel'],
  ['*bold* _italic_ ~struck~ `co_de_`', 'bold italic struck co_de_'],
  ['older_than_days and module.utils.action', 'older_than_days and module.utils.action'],
  ['a &lt;@U0BEN00001&gt; &amp; b', 'a <@U0BEN00001> & b'],
  ['<https://example.com/a?b=1&amp;c=2|the run>', 'the run (https://example.com/a?b=1&c=2)'],
  ['<https://example.com>', 'https://example.com'],
  ['```\nline *one*\n```', 'line *one*'],
  [`<!date^${noon}^{date_num} {time_secs}|fallback>`, '2026-11-24 12:05:09 PM'],
  [`<!date^${noon}^{date_short_pretty} at {time}|fallback>`, 'today at 12:05 PM'],
  [`<!date^${noon}^{date_long}|fallback>`, 'Tuesday, November 24th, 2026'],
  [`<!date^${noon}^{ago}|fallback>`, 'in 3 hours'],
  [`<!date^${noon}^{clock}|2026-11-24 12:05 UTC>`, '2026-11-24 12:05 UTC'],
])('%s', async (text, expected) => {
  expect(await read(text)).toBe(expected);
});

test('dates stand in the reader’s zone', async () => {
  expect(await read(`<!date^${noon}^{time}|fallback>`, ANA)).toBe('1:05 PM');
  expect(await read(`<!date^${noon}^{time}|fallback>`, BEN)).toBe('12:05 PM');
});

test('blocks are read from top to bottom, and the text under them is not', async () => {
  const slack = await startTeam();
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: '*Approved*' } },
    section('asked by <@U0ANA00001>'),
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: '<@U0BEN00001>' },
            { type: 'user', user_id: BEN },
          ],
        },
        {
          type: 'rich_text_list',
          style: 'ordered',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
        },
      ],
    },
    {
      type: 'plan',
      title: 'Run',
      tasks: [{ type: 'task_card', task_id: 't', title: 'Planned', status: 'in_progress' }],
    },
    { type: 'divider' },
    buttons(button('Approve', { style: 'primary' }), button('Deny')),
  ];
  expect(slack.readAloud({ text: 'not this', blocks }).split('\n')).toEqual([
    '*Approved*',
    'asked by @Ana',
    '<@U0BEN00001>@Ben',
    '1. one',
    'Run',
    'Planned (in progress)',
    '[Approve] [Deny]',
  ]);
  expect(slack.buttons({ blocks }).map((one) => [one.label, one.actionId, one.style])).toEqual([
    ['Approve', 'approve', 'primary'],
    ['Deny', 'deny', undefined],
  ]);
  expect(slack.notification({ text: 'asked by <@U0ANA00001>' })).toBe('asked by @Ana');
  expect(slack.sees(ANA, GENERAL)).toEqual([]);
});
