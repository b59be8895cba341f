import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentence, theChannel, thePerson } from '../../src/domain/sentence.ts';
import { cutText, escapeText, sayWhen, writeSentence } from '../../src/slack/views/mrkdwn.ts';

describe("people's text in Slack's markup", () => {
  test('entities, mentions and links stay text', () => {
    expect(escapeText('<!channel> <@U123> <https://evil.example|click> & co')).toBe(
      '&lt;!channel&gt; &lt;@U123&gt; &lt;https://evil.example|click&gt; &amp; co',
    );
  });

  test('bidirectional, zero-width and control characters are taken out', () => {
    expect(escapeText('a\u202Eb\u200Bc\u0007d\u2066e\u3164f\u001b[31mg')).toBe('abcdefg');
  });

  test('no text whatever makes an entity, and none is cut within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const escaped = escapeText(text, 50);
        expect(escaped).not.toMatch(/[<>]/);
        expect(escaped).not.toMatch(/&(?!amp;|lt;|gt;)/);
        expect(escaped).not.toMatch(/\p{Cs}/u);
      }),
      { numRuns: 2_000 },
    );
  });

  test('cut by code point', () => {
    expect(cutText('😀😀😀', 2)).toBe('😀…');
    expect(cutText('😀😀', 2)).toBe('😀😀');
  });

  test('a sentence mentions whom it names, and nobody who only stands in foreign text', () => {
    const typed = '@U0ANA00001 @S0SRE00001 #C0PRODOPS1 <!channel> \u202Etxt';
    expect(
      writeSentence(sentence`${thePerson('U0BEN00001')} denied it: ${typed}. Ask in ${theChannel('C0PRODOPS1')}.`),
    ).toBe('<@U0BEN00001> denied it: @U0ANA00001 @S0SRE00001 #C0PRODOPS1 &lt;!channel&gt; txt. Ask in <#C0PRODOPS1>.');
  });

  test('a sentence is cut in its foreign text or between its parts, and says so', () => {
    const long = sentence`${thePerson('U0BEN00001')}: ${'<'.repeat(50)}${thePerson('U0CEM00001')}`;
    expect(writeSentence(long, 20)).toBe(`<@U0BEN00001>: ${'&lt;'.repeat(6)}…`);
    expect(writeSentence(sentence`Ask ${thePerson('U0BEN00001')}.`, 8)).toBe('Ask …');
  });

  test('times are for the reader, with UTC to fall back on', () => {
    expect(sayWhen(new Date('2026-11-24T09:05:07Z'))).toBe('<!date^1795511107^{time}|2026-11-24 09:05 UTC>');
  });
});
