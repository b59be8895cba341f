import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { allowlistWith, CHANNEL, PEOPLE, startConversation } from '../conversation.ts';

const QUOTED = 'He said "hi", it’s C:\\new & <all>';

function allowlist(): string {
  const written = JSON.parse(allowlistWith({}, { file: { limits: { commands_per_minute: 20 } } }));
  written.actions.cleanup.parameters = {
    note: { variable: 'note', type: 'string', default: QUOTED },
    days: { variable: 'days', type: 'integer', default: 7 },
  };
  return JSON.stringify(written);
}

test('typed by hand: hostile and long texts hold up nobody, unclear ones are refused, and list shows what can be typed', async () => {
  const talk = await startConversation({ allowlist: allowlist() });
  const delay = monitorEventLoopDelay();
  delay.enable();
  for (const text of [
    `history @${' '.repeat(3_900)}""x`,
    `freeze${' '.repeat(3_900)}x`,
    `${'x'.repeat(1_900)}${' '.repeat(1_900)}y`,
    '<@U1|'.repeat(790),
  ]) {
    await talk.says('gil', `/tf-action ${text}`);
  }
  await talk.sees('gil', /It is not clear which name stands in/);
  await talk.says('ana', '/tf-action list');
  const listed = talk.slack.readAloud(await talk.sees('ana', /\/tf-action cleanup prod/));
  delay.disable();
  expect(delay.max / 1e6, 'milliseconds in which nothing else could happen').toBeLessThan(3_000);
  await talk.says('ana', "/tf-action cleanup prod note='it's' days=7");
  await talk.sees('ana', /A quote is closed in the middle of a word: I read “note=it” and then “s' days=7”\./);
  await talk.says('ana', `/tf-action cleanup prod ${'x'.repeat(4_000)}`);
  await talk.sees('ana', /That command has 4013 characters, and I read at most 4000/);
  // The text arrives as entities from some Slack clients.
  await talk.says('ana', '/tf-action clean\u200bup\u00a0prod note="a &amp;lt; b" days=3');
  await talk.sees('ana', /Run cleanup in prod\?.*note.*a &lt; b.*days.*3/s);
  const [command = ''] = /\/tf-action cleanup prod .*$/m.exec(listed) ?? [];
  expect(command).toContain('days=7');
  await talk.says('ana', command.replaceAll('`', ''));
  const confirmed = await talk.sees('ana', /Run cleanup in prod\?.*C:\\new/s);
  expect(talk.slack.readAloud(confirmed)).toContain(QUOTED);
  expect(talk.slack.sees(PEOPLE.gil, CHANNEL).length).toBeGreaterThanOrEqual(4);
});
