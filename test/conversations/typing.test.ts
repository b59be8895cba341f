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
  await talk.sees('ana', /That command has 4013 characters. The limit is 4000/);
  // Some Slack clients send the text with entities.
  await talk.says('ana', '/tf-action clean\u200bup\u00a0prod note="a &amp;lt; b" days=3');
  await talk.sees('ana', /Run cleanup in prod\?.*note.*a &lt; b.*days.*3/s);
  const [, command = ''] = /^• (\/tf-action cleanup prod .*?) · /m.exec(listed) ?? [];
  expect(command).toContain('days=7');
  await talk.says('ana', command.replaceAll('`', ''));
  const confirmed = await talk.sees('ana', /Run cleanup in prod\?.*C:\\new/s);
  expect(talk.slack.readAloud(confirmed)).toContain(QUOTED);
  expect(talk.slack.sees(PEOPLE.gil, CHANNEL).length).toBeGreaterThanOrEqual(4);
});

test('list never cuts a command: what it shows can be typed, and what it leaves out is said', async () => {
  const written = JSON.parse(allowlistWith({}, { file: { limits: { commands_per_minute: 20 } } }));
  const optional = Array.from({ length: 12 }, (_, index) => [`extra${index}`, 'd'.repeat(60)] as const);
  const text = (variable: string, more = {}) => ({ variable, type: 'string', max_length: 60, ...more });
  written.actions.cleanup.parameters = {
    host: text('host'),
    ...Object.fromEntries(optional.map(([name, fallback]) => [name, text(name, { default: fallback })])),
    port: { variable: 'port', type: 'integer' },
  };
  const names = Array.from({ length: 70 }, (_, index) => `${'n'.repeat(36)}-${index}`);
  written.actions.other.parameters = Object.fromEntries(
    names.map((name, index) => [name, { variable: `v${index}`, type: 'boolean' }]),
  );
  const talk = await startConversation({ allowlist: JSON.stringify(written) });
  await talk.says('ana', '/tf-action list');
  const listed = talk.slack.readAloud(await talk.sees('ana', /What you can run here/));
  expect(listed).not.toMatch(/cut/);
  expect(listed).toMatch(/^• \/tf-action cleanup prod host=… port=… · /m);
  expect(listed).toMatch(/12 optional parameters are not shown; \/tf-action explain cleanup prod lists all$/m);
  expect(listed).toMatch(/^• \/tf-action other prod · /m);
  expect(listed).toMatch(/it takes 70 parameters; \/tf-action explain other prod lists them$/m);
  for (const [action, least, most] of [
    ['cleanup', 'host', 'extra11'],
    ['other', '-0', '-69'],
  ] as const) {
    await talk.says('ana', `/tf-action explain ${action} prod`);
    const explained = talk.slack.readAloud(await talk.sees('ana', new RegExp(`may ask for ${action} in prod`)));
    expect(explained).toMatch(new RegExp(`${least}: [^]*${most}: `));
  }
  const [, command = ''] = /^• (\/tf-action cleanup prod .*?) · /m.exec(listed) ?? [];
  await talk.says('ana', command.replace('host=…', 'host=web-1').replace('port=…', 'port=80'));
  await talk.sees('ana', /Run cleanup in prod\?.*host = web-1/s);
});

test('names that JavaScript has a meaning for are names like any other, wherever they are typed', async () => {
  const talk = await startConversation({
    ...{ prod: { operators: ['ana'], break_glass: ['ana'] }, file: { limits: { commands_per_minute: 1_000 } } },
  });
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']) {
    const commands = {
      [name]: /There is no action/,
      [`${name} prod`]: /There is no action/,
      [`prod ${name}`]: /There is no action|is an environment/,
      [`cleanup ${name}`]: /There is no environment/,
      [`${name} ${name} ${name}=${name}`]: /There is no action/,
      [`cleanup prod ${name}=1`]: /There is no parameter/,
      [`cleanup prod 1=${name}`]: /There is no parameter/,
      [`cleanup prod ${name}`]: /is not a parameter/,
      [`cleanup prod ${name}:1`]: /is not a parameter/,
      [`explain ${name}`]: /There is no action/,
      [`explain cleanup ${name}`]: /There is no environment/,
      [`explain cleanup prod ${name}=1`]: /There is no parameter/,
      [`freeze ${name} 2h why`]: /You can't freeze/,
      [`unfreeze ${name}`]: /You can't unfreeze/,
      [`history ${name}`]: /There is no action and no environment/,
      [`history ${name} ${name}`]: /There is no action and no environment/,
      [`history @${name}`]: /There is nobody/,
      [`list ${name}`]: /There is no action/,
    };
    for (const [typed, what] of Object.entries(commands)) {
      const before = talk.slack.ephemeralsEverShown.length;
      await talk.says('ana', `/tf-action ${typed}`);
      const shown = await talk.until(() => talk.slack.ephemeralsEverShown[before], `an answer to ${typed}`);
      const text = talk.slack.readAloud(shown);
      expect(text, typed).toMatch(what);
      expect(text, typed).not.toMatch(/Reference|native code|\[object/);
    }
  }
});
