import { escapeAgain } from './split-text.ts';

/**
 * The length of all text in the blocks (UTF-16 units), for Slack's limit per message. Slack does not document how it
 * counts, so this counts everything that might count, including labels, dialogs and escaping.
 */
export function lengthOf(blocks: unknown): number {
  if (Array.isArray(blocks)) return blocks.reduce((total: number, one: unknown) => total + lengthOf(one), 0);
  if (typeof blocks !== 'object' || blocks === null) return 0;
  const type = 'type' in blocks ? blocks.type : undefined;
  const text = 'text' in blocks && typeof blocks.text === 'string' ? blocks.text : '';
  const own = type === 'mrkdwn' ? text : escapeAgain(text);
  return own.length + lengthOf(Object.values(blocks));
}
