import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutShort, cutToBytes, splitText } from '../../src/slack/views/split-text.ts';

const parts = fc.array(fc.constantFrom('<@U0ANA00001>', '&amp;', '&lt;', '😀', ' ', '\n', 'a', 'word', '&', '*'), {
  maxLength: 200,
});

describe('a text in pieces', () => {
  test('loses nothing, and is split in no mention, entity or character', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 20, max: 60 }), (words, longest) => {
        const text = words.join('');
        const pieces = splitText(text, longest);
        expect(pieces.every((piece) => piece.length <= longest)).toBe(true);
        expect(pieces.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
        const mentions = (one: string) => one.split('<@U0ANA00001>').length - 1;
        expect(pieces.reduce((sum, piece) => sum + mentions(piece), 0)).toBe(mentions(text));
        for (const piece of pieces) expect(piece).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test('ends at the end of a line where it can, else after a word', () => {
    expect(splitText('one\ntwo three four', 10)).toEqual(['one', 'two three ', 'four']);
    expect(splitText('a'.repeat(25), 10)).toEqual(['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)]);
  });
});

test('what only informs is cut between words, and says so', () => {
  expect(cutShort('all of it', 9)).toBe('all of it');
  expect(cutShort('one two three four', 14)).toBe('one two … cut');
  expect(cutShort('see <@U0ANA00001> there', 20)).toBe('see … cut');
  expect(cutShort('whatever', 3)).toBe('… cut');
});

test('a text is cut by the bytes that it has once Slack has escaped it', () => {
  expect(cutToBytes('äöü', 6)).toBe('äöü');
  expect(Buffer.byteLength(cutToBytes('ä'.repeat(100), 50))).toBeLessThanOrEqual(50);
  expect(cutToBytes('&'.repeat(100), 60)).toBe(`${'&'.repeat(10)} … cut`);
});
