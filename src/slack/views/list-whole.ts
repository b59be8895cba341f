import type { KnownBlock } from '@slack/types';
import { context, fitsMessage, type Message, message } from './message.ts';

interface List<Line> {
  readonly text: string;
  readonly before: readonly KnownBlock[];
  /** What is most important first. Each is drawn whole, or not at all. */
  readonly lines: readonly Line[];
  readonly draw: (shown: readonly Line[]) => readonly KnownBlock[];
  readonly after?: readonly KnownBlock[];
  /** So many more are not even among the lines. */
  readonly hidden?: number;
}

/** A list of which one message shows as many lines as fit, and says how many do not. */
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

/** More lines than any message has room for. */
const MOST_LINES = 100;
