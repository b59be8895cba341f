/** Slack's own limits, in characters unless the name says otherwise (docs.slack.dev, Block Kit reference). */
export const SECTION_TEXT = 3_000;
export const CONFIRM_TITLE = 100;
export const CONFIRM_TEXT = 300;
export const PLAIN_TEXT_INPUT = 3_000;
/** `chat.postMessage`: recommended for the top-level text, which is truncated far above it. */
export const MESSAGE_TEXT = 4_000;
