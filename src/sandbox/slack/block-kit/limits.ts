/**
 * Slack's Block Kit limits in UTF-16 units, which never counts less than Slack does. From Slack's reference of blocks,
 * elements and composition objects.
 */
export const LIMITS = {
  blocksInMessage: 50,
  blocksInView: 100,
  /**
   * For all blocks of a message together. Not in the reference: slackapi/bolt-js#2509 and #2867 report refusals from
   * about 12,000 characters.
   */
  textInMessageBlocks: 12_000,
  markdownInMessage: 12_000,
  tablesInMessage: 1,
  identifier: 255,
  text: 3000,
  sectionFields: 10,
  sectionField: 2000,
  header: 150,
  contextElements: 10,
  actionsElements: 25,
  contextActionsElements: 5,
  buttonText: 75,
  buttonValue: 2000,
  accessibilityLabel: 75,
  url: 3000,
  altText: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  optionValue: 150,
  options: 100,
  overflowOptions: 5,
  checkboxes: 10,
  placeholder: 150,
  inputLabel: 2000,
  plainTextInput: 3000,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3000,
  /** A whole view as JSON (bytes). */
  view: 250_000,
  cardText: 200,
  cardTitle: 150,
  carouselCards: 10,
  containerTitle: 150,
  containerChildren: 10,
  tableRows: 100,
  tableColumns: 20,
} as const;

/**
 * A message's top-level text: chat.postMessage cuts it at the first limit (characters), chat.update refuses it above
 * the second (bytes after escaping `&`, `<` and `>`).
 */
export const MESSAGE_TEXT = { cutAt: 40_000, updateAtMost: 4000 } as const;
