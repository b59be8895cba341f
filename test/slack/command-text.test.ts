import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteValue } from '../../src/domain/scan-words.ts';
import {
  decodeEntities,
  isAnsweredAlone,
  readCommand,
  readCommandText,
} from '../../src/slack/listening/command-text.ts';
import { readFreezeText } from '../../src/slack/listening/handle-freeze.ts';

const parametersOf = (text: string) => Object.fromEntries(readCommandText(text).parameters);

describe('what is typed after /tf-action', () => {
  test('an action, an environment and parameters', () => {
    const { words, fault } = readCommandText('  cleanup   prod older_than_days=7 dry=true');
    expect(words).toEqual(['cleanup', 'prod']);
    expect(fault).toBeUndefined();
    expect(parametersOf('cleanup prod older_than_days=7 dry=true')).toEqual({ older_than_days: '7', dry: 'true' });
  });

  test('nothing at all', () => {
    expect(readCommandText('   ')).toEqual({ words: [], parameters: new Map(), stray: [], fault: undefined });
  });

  test.each([
    ['note="two words"', 'two words'],
    ['note=“two words”', 'two words'],
    ['note=‘two words’', 'two words'],
    ["note='two words'", 'two words'],
    ['"note=two words"', 'two words'],
    ['note="say \\"hi\\" \\\\ now"', 'say "hi" \\ now'],
    ["note=don't", "don't"],
    ['note="it\'s"', "it's"],
    ['note=a=b=c', 'a=b=c'],
    ['note=""', ''],
    ['NOTE=Kept', 'Kept'],
    ['note="He said “hi” twice"', 'He said “hi” twice'],
    ['note=“He said "hi" twice”', 'He said "hi" twice'],
    ['note=“it’s”', 'it’s'],
    ['note="it’s"', 'it’s'],
    ['note=\'say "hi"\'', 'say "hi"'],
    ['note=”zwei Worte”', 'zwei Worte'],
    ['note=„zwei Worte“', 'zwei Worte'],
    ['note=“a \\“b\\” c”', 'a “b” c'],
    ['note="C:\\new"', 'C:\\new'],
    ["note='C:\\new'", 'C:\\new'],
    ['note=users’', 'users’'],
    ['note="keeps\u200b\u00a0this"', 'keeps\u200b\u00a0this'],
    ['no\u200bte=\u00a0', ''],
  ])('%s', (text, value) => {
    expect(parametersOf(`cleanup prod ${text}`)).toEqual({ note: value });
  });

  test.each([
    ['cleanup prod note="open', /quote is not closed: “"open”/],
    ['cleanup prod note=“two words"', /quote is not closed: ““two words"”/],
    ["cleanup prod note='it's'", /closed in the middle of a word: I read “note=it” and then “s'”/],
    ['cleanup prod note=‘it’s’', /closed in the middle of a word: I read “note=it” and then “s’”/],
    ['cleanup prod note="a"b', /closed in the middle of a word: I read “note=a” and then “b”/],
    ['cleanup prod note=5"', /quotation mark is in the middle of a word: “note=5"”/],
    ['cleanup prod note=“a “b” c”', /second quote opens inside one/],
    ['cleanup prod a=1 a=2', /“a” is given twice/],
    ['a=1 cleanup prod', /^The action and the environment come first\.$/],
  ])('%s is refused', (text, fault) => {
    expect(readCommandText(text).fault).toMatch(fault);
  });

  test('words that belong nowhere are kept in their order, so that it can be told what was meant', () => {
    expect(readCommandText('run cleanup prod days : 30 note= "two words"').stray).toEqual([
      ...['prod', 'days', ':', '30', 'two words'],
    ]);
    expect(readCommandText('cleanup a=1 prod').stray).toEqual(['prod']);
    expect(readCommandText('cleanup prod days =30').stray).toEqual(['days', '=30']);
  });

  test('what is drawn as nothing is no part of a name, and a no-break space is a space', () => {
    const { words, parameters } = readCommandText('\ufeffclean\u200bup\u00a0prod\u2060 older\u2011than\u00ad=7');
    expect(words).toEqual(['cleanup', 'prod']);
    expect(Object.fromEntries(parameters)).toEqual({ 'older-than': '7' });
    expect(readCommand('ex\u200bplain cleanup')).toEqual({ word: 'explain', rest: 'cleanup' });
    expect(readFreezeText('prod\u200b 2h "as it is"  typed ')).toEqual({
      ...{ environment: 'prod', duration: '2h', reason: '"as it is"  typed' },
    });
  });

  test('&, < and > may come as entities, and are decoded exactly once', () => {
    expect(decodeEntities('a &amp;&amp; b &lt;c&gt; &amp;lt; &amp;amp; &quot; & <')).toBe(
      'a && b <c> &lt; &amp; &quot; & <',
    );
  });

  test('what is written with quotes is read as it was, whatever it is', () => {
    const hard = fc.string({ unit: fc.constantFrom(...'"“”„‟\'‘’‚‛\\= \u00a0\ufeff\na&;'), maxLength: 30 });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), hard), (value) => {
        const { fault, parameters } = readCommandText(`cleanup prod note=${quoteValue(value)} next=1`);
        expect(fault).toBeUndefined();
        expect(Object.fromEntries(parameters)).toEqual({ note: value, next: '1' });
      }),
      { numRuns: 1_000 },
    );
  });

  test('any text is read or refused, and is never half of both', () => {
    const hard = fc.string({ unit: fc.constantFrom(...'"“”\'’\\= a'), maxLength: 40 });
    fc.assert(
      fc.property(hard, (text) => {
        const { words, fault } = readCommandText(text);
        if (fault === undefined) expect(words.length).toBeLessThanOrEqual(2);
        else expect(fault).toMatch(/[.]$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('which command it is', () => {
  test.each([
    ['', 'help', true],
    [' HELP ', 'help', true],
    ['"list"', 'list', false],
    ['list', 'list', true],
    ['status', 'status', true],
    ['history', 'history', true],
    [' History cleanup “@Ana', 'history', true],
    ['his\u200btory', 'history', true],
    ['explain cleanup prod', 'explain', false],
    ['freeze prod 2h Migration is running', 'freeze', true],
    ['unfreeze prod', 'unfreeze', true],
    ['list prod', undefined, false],
    ['list note="open', undefined, false],
    ['listprod', undefined, false],
    ['"history" cleanup', undefined, false],
    ['cleanup history', undefined, false],
    ['constructor', undefined, false],
  ])('%s', (text, word, isAlone) => {
    expect(readCommand(text).word).toBe(word);
    expect(isAnsweredAlone(text)).toBe(isAlone);
  });

  test('what stands behind a word that takes nothing is what is asked for', () => {
    expect(readCommand('list prod').asked?.words).toEqual(['list', 'prod']);
    expect(readCommand('help a=1')).toEqual({ word: 'help', rest: '' });
  });
});
