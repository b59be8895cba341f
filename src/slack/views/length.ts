import { escapeAgain } from './split-text.ts';

/**
 * How much text blocks have in all (UTF-16 units), for the limit over a whole message. Slack does not say how it counts, so
 * this counts whatever could count: labels and dialogs too, and plain text as it is once escaped.
 */
export function lengthOf(blocks: unknown): number {
  if (Array.isArray(blocks)) return blocks.reduce((total: number, one: unknown) => total + lengthOf(one), 0);
  if (typeof blocks !== 'object' || blocks === null) return 0;
  const type = 'type' in blocks ? blocks.type : undefined;
  const text = 'text' in blocks && typeof blocks.text === 'string' ? blocks.text : '';
  const own = type === 'mrkdwn' ? text : escapeAgain(text);
  return own.length + lengthOf(Object.values(blocks));
}
