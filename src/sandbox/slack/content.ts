import { LIMITS, MESSAGE_TEXT } from './block-kit/limits.ts';
import { blocksWithTwoPrimaries, textLength, validateBlocks } from './block-kit/validate.ts';
import { type JsonObject, objectsOf, stringOf } from './json.ts';
import type { Content } from './messages.ts';
import { ApiRefusal, refusalWithMessages } from './refusal.ts';

/** A message's content from the arguments of a call. `undefined` for what is missing. */
export interface GivenContent {
  readonly text: string | undefined;
  readonly blocks: readonly JsonObject[] | undefined;
}

/** Receives warnings about what Slack accepts but is bad for people. */
export type Warn = (message: string) => void;

/** The kind of call. The limit for all blocks together is enforced by the Web API, and not by a response_url. */
export type Way = 'web_api' | 'response_url';

/** Reads the content. Throws Slack's refusal of invalid blocks or too much text. */
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

/** Like `readContent`, but also throws `no_text` if there is neither text nor blocks. */
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
