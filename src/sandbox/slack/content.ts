import { LIMITS, MESSAGE_TEXT } from './block-kit/limits.ts';
import { blocksWithTwoPrimaries, textLength, validateBlocks } from './block-kit/validate.ts';
import { type JsonObject, objectsOf, stringOf } from './json.ts';
import type { Content } from './messages.ts';
import { ApiRefusal, refusalWithMessages } from './refusal.ts';

/** What a message is to say, taken out of arguments; undefined for what was not given. */
export interface GivenContent {
  readonly text: string | undefined;
  readonly blocks: readonly JsonObject[] | undefined;
}

/** Told of what Slack takes and a person suffers from. */
export type Warn = (message: string) => void;

/** Where a message goes: the limit over all of its blocks is reported for the Web API, and not for a response_url. */
export type Way = 'web_api' | 'response_url';

/** Throws the refusal of whatever Slack would not take: no text, invalid blocks, too much of either. */
export function readContent(given: JsonObject, warn: Warn, way: Way = 'web_api'): GivenContent {
  if (given.attachments !== undefined) {
    throw refusalWithMessages('invalid_arguments', ['[ERROR] the sandbox takes no attachments; send blocks']);
  }
  const text = stringOf(given.text);
  const blocks = given.blocks === undefined ? undefined : checkedBlocks(given.blocks, warn, way);
  if (blocks !== undefined && blocks.length > 0 && (text === undefined || text.trim() === '')) {
    warn('blocks came without a top-level text, which is all that notifications and screen readers get');
  }
  return { text: text === undefined ? undefined : cut(text, warn), blocks };
}

/** Throws `no_text` where there is nothing to say. */
export function requireContent(given: JsonObject, warn: Warn, way: Way = 'web_api'): Content {
  const { text, blocks } = readContent(given, warn, way);
  if ((text === undefined || text === '') && (blocks === undefined || blocks.length === 0)) {
    throw new ApiRefusal('no_text');
  }
  return { text: text ?? '', blocks: blocks ?? [] };
}

function checkedBlocks(blocks: unknown, warn: Warn, way: Way): readonly JsonObject[] {
  if (!Array.isArray(blocks)) throw new ApiRefusal('invalid_blocks_format');
  const complaints = validateBlocks(blocks);
  if (complaints.length > 0) throw refusalWithMessages('invalid_blocks', complaints);
  if (way === 'web_api' && textLength(blocks) > LIMITS.textInMessageBlocks) throw new ApiRefusal('msg_blocks_too_long');
  const checked = objectsOf(blocks);
  if (blocksWithTwoPrimaries(checked) > 0) warn('more than one primary button stands in one block');
  return checked;
}

function cut(text: string, warn: Warn): string {
  if (text.length > MESSAGE_TEXT.updateAtMost) warn(`text has ${text.length} characters; 4000 at most are recommended`);
  return text.slice(0, MESSAGE_TEXT.cutAt);
}
