import type { ActionsBlock, KnownBlock } from '@slack/types';
import { MOST_IN_MESSAGE } from '../../domain/shown-whole.ts';
import { lengthOf } from './length.ts';
import { context, type Message } from './message.ts';

const SAID = '… cut: not all of this request fits into one message.';

/**
 * Cuts a request that is too long for one message, and says so. Only an earlier release can have stored one, since such
 * a request is refused now.
 */
export function cutMessage({ text, blocks }: Message): Message {
  const buttons = blocks.filter((block): block is ActionsBlock => block.type === 'actions');
  const note = context(SAID);
  let room = MOST_IN_MESSAGE - lengthOf([...buttons, note]);
  const kept: KnownBlock[] = [];
  for (const block of blocks.filter(({ type }) => type !== 'actions')) {
    room -= lengthOf(block);
    if (room < 0) break;
    kept.push(block);
  }
  return { text, blocks: [...kept, note, ...buttons] };
}
