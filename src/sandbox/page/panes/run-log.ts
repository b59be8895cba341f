import { parseObject, stringOf } from '../../slack/json.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a colour of a terminal is.
const COLOURS = /\u001b\[[0-9;]*m/g;

/** A readable log: the messages of structured lines, and text lines without colours. */
export function readLog(log: string): string {
  return log
    .split('\n')
    .map((line) => stringOf(parseObject(line)?.['@message']) ?? line)
    .join('\n')
    .replaceAll(COLOURS, '')
    .trim();
}
