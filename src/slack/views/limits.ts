/** Slack's own limits, in characters unless the name says otherwise (docs.slack.dev, Block Kit reference). */
export const SECTION_TEXT = 3_000;
export const CONFIRM_TITLE = 100;
export const CONFIRM_TEXT = 300;
export const PLAIN_TEXT_INPUT = 3_000;
export const BLOCKS_IN_MESSAGE = 50;
/**
 * The most bytes of a message's escaped top-level text. `chat.update` refuses more than 4,000; this is lower, since
 * Slack does not document what it counts.
 */
export const TOP_LEVEL_BYTES = 3_000;
/**
 * The most characters over all blocks. `chat.postMessage` answers `msg_blocks_too_long` at about 12,000, which is
 * undocumented.
 */
export const BLOCKS_IN_ALL = 9_000;
