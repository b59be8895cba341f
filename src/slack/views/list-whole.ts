import type { KnownBlock } from '@slack/types';
import { context, fitsMessage, type Message, message, section } from './message.ts';

interface List {
  readonly text: string;
  readonly before: readonly KnownBlock[];
  /** What is most important first. Each is drawn whole, or not at all. */
  readonly lines: readonly string[];
  readonly after?: readonly KnownBlock[];
  /** So many more are not even among the lines. */
  readonly hidden?: number;
  readonly draw?: (line: string) => KnownBlock;
}

/** A list of which one message shows as many lines as fit, and says how many do not. */
export function listWhole({ text, before, lines, after = [], hidden = 0, draw = section }: List): Message {
  const put = (shown: number): Message => {
    const more = hidden + lines.length - shown;
    const rest = more > 0 ? [context(`… cut: ${more} more`)] : [];
    return message(text, [...before, ...lines.slice(0, shown).map(draw), ...rest, ...after]);
  };
  let shown = Math.min(lines.length, MOST_LINES);
  while (shown > 0 && !fitsMessage(put(shown))) shown -= 1;
  return put(shown);
}

/** No message has room for more blocks (Slack's 50). */
const MOST_LINES = 50;
