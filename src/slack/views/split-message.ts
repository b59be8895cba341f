import type { KnownBlock } from '@slack/types';
import { TOP_LEVEL_BYTES } from './limits.ts';
import { fitsMessage, type Message } from './message.ts';
import { cutToBytes } from './split-text.ts';

/**
 * Splits a message that is too long for Slack, in order and without leaving anything out. The last part has the
 * original top-level text.
 */
export function splitMessage({ text, blocks }: Message): readonly [...before: Message[], last: Message] {
  const before: Message[] = [];
  let last: KnownBlock[] = [];
  for (const block of blocks) {
    if (last.length > 0 && !fitsMessage({ text, blocks: [...last, block] })) {
      before.push({ text: cutToBytes(textOf(last) ?? text, TOP_LEVEL_BYTES), blocks: last });
      last = [];
    }
    last.push(block);
  }
  return [...before, { text, blocks: last }];
}

function textOf(blocks: readonly KnownBlock[]): string | undefined {
  const first = blocks.find((block) => block.type === 'section');
  return first?.text?.text;
}
