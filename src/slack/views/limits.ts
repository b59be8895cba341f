/** Slack's own limits, in characters unless the name says otherwise (docs.slack.dev, Block Kit reference). */
export const SECTION_TEXT = 3_000;
export const CONFIRM_TITLE = 100;
export const CONFIRM_TEXT = 300;
export const PLAIN_TEXT_INPUT = 3_000;
export const BLOCKS_IN_MESSAGE = 50;
/**
 * Bytes of a message's top-level text once it is escaped. `chat.update` refuses more than 4,000; we stay well below, since
 * nobody knows exactly what Slack counts.
 */
export const TOP_LEVEL_BYTES = 3_000;
/** `chat.postMessage` answers `msg_blocks_too_long` at about 12,000 characters over all blocks; no reference names the number. */
export const BLOCKS_IN_ALL = 9_000;
