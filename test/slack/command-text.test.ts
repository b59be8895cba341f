import { describe, expect, test } from 'vitest';
import { readCommandText } from '../../src/slack/command-text.ts';

const parametersOf = (text: string) => Object.fromEntries(readCommandText(text).parameters);

describe('what is typed after /tf-action', () => {
  test('an action, an environment and parameters', () => {
    const { words, fault } = readCommandText('  cleanup   prod older_than_days=7 dry=true');
    expect(words).toEqual(['cleanup', 'prod']);
    expect(fault).toBeUndefined();
    expect(parametersOf('cleanup prod older_than_days=7 dry=true')).toEqual({ older_than_days: '7', dry: 'true' });
  });

  test('nothing at all', () => {
    expect(readCommandText('   ')).toEqual({ words: [], parameters: new Map(), fault: undefined });
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
  ])('%s', (text, value) => {
    expect(parametersOf(`cleanup prod ${text}`)).toEqual({ note: value });
  });

  test.each([
    ['cleanup prod note="open', /quote is not closed/],
    ['cleanup prod a=1 a=2', /“a” is given twice/],
    ['cleanup prod extra', /“extra” is neither/],
    ['cleanup prod a=1 b', /“b” is neither/],
  ])('%s is refused', (text, fault) => {
    expect(readCommandText(text).fault).toMatch(fault);
  });
});
