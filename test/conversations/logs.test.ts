import { describe, expect, test } from 'vitest';
import { ADDRESS, startConversation } from '../conversation.ts';

const SECRET = ['hun', 'ter2'].join('');
const ERROR = [
  '\u001b[31mjob 4711\u001b[0m ended \u202eDELIAF\u202c: <!channel> ``` @here',
  `password=${SECRET}`,
  `-----BEGIN RSA ${'PRIVATE'} KEY-----`,
  SECRET.repeat(9),
  `-----END RSA ${'PRIVATE'} KEY-----`,
  `&<>`.repeat(700),
].join('\n');

describe.each([
  ['structured', true],
  ['plain', false],
])('the log of a run that failed, %s', (_, structured) => {
  test('is shown clean, as it is and in part, with the way to all of it', async () => {
    const workspace = { structured, actions: [{ address: ADDRESS, outcome: 'failed', error: ERROR } as const] };
    const talk = await startConversation({ workspace });
    const request = await talk.asks('ana');
    const end = await talk.thread(request, /Failed/);
    expect(end).toContain('job 4711 ended DELIAF: <!channel> ``` @here\npassword=[masked]\n[masked]\n&<>&<>');
    expect(end).toMatch(/&<>[&<>]*\n… \(cut here\)\nThe whole log: run-\w+ \(http:\/\/127\.0\.0\.1:\d+\/app\/acme\//);
    expect(end.length).toBeLessThan(2_000);
    await talk.until(() => /Failed/.test(talk.read(request)), 'the message');
    expect(talk.read(request)).toContain('password=[masked]');
    for (const seen of [end, talk.read(request), ...talk.logged]) {
      expect(seen).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
      expect(seen).not.toContain(SECRET);
      expect(seen).not.toContain('_archivist');
    }
    // Nothing in it is markup, so it mentions nobody.
    const reply = talk.slack.thread(request.channel, request.ts).findLast(({ blocks }) => blocks !== undefined);
    expect(JSON.stringify(reply?.blocks)).toContain('"type":"rich_text_preformatted"');
  });
});
