/** Slack's own limits, in characters unless the name says otherwise (docs.slack.dev, Block Kit reference). */
export const SECTION_TEXT = 3_000;
export const CONFIRM_TITLE = 100;
export const CONFIRM_TEXT = 300;
export const MODAL_TITLE = 24;
export const PLAIN_TEXT_INPUT = 3_000;
/** `chat.postMessage`: recommended for the top-level text, which is truncated far above it. */
export const MESSAGE_TEXT = 4_000;
/** A message has at most 50 blocks. */
export const MESSAGE_BLOCKS = 50;
/** A trigger can open a modal for 3 s after the press (milliseconds). */
export const TRIGGER_LIFE = 3_000;
