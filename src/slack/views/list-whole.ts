import type { KnownBlock } from '@slack/types';
import { context, fitsMessage, type Message, message } from './message.ts';

interface List<Line> {
  readonly text: string;
  readonly before: readonly KnownBlock[];
  /** The most important first. Each is shown whole or not at all. */
  readonly lines: readonly Line[];
  readonly draw: (shown: readonly Line[]) => readonly KnownBlock[];
  readonly after?: readonly KnownBlock[];
  /** The number of further lines that were not loaded. */
  readonly hidden?: number;
}

/** A list that shows as many lines as one message has room for, and says how many are left out. */
export function listWhole<Line>({ text, before, lines, after = [], hidden = 0, draw }: List<Line>): Message {
  const put = (shown: number): Message => {
    const more = hidden + lines.length - shown;
    const rest = more > 0 ? [context(`… cut: ${more} more`)] : [];
    return message(text, [...before, ...draw(lines.slice(0, shown)), ...rest, ...after]);
  };
  let shown = Math.min(lines.length, MOST_LINES);
  while (shown > 0 && !fitsMessage(put(shown))) shown -= 1;
  return put(shown);
}

/** More lines than fit into any message. */
const MOST_LINES = 100;
