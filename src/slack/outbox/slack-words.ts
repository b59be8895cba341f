/** The bot can never post in this channel until somebody changes that. */
const UNWRITABLE: readonly string[] = [
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'user_not_in_channel',
];

/** This person accepts no direct messages from bots. */
const UNREACHABLE: readonly string[] = [
  'user_not_found',
  'users_not_found',
  'user_not_visible',
  'user_disabled',
  'cannot_dm_bot',
  'messages_tab_disabled',
];

/** The request message no longer exists or is not ours to edit. */
const MESSAGE_GONE: readonly string[] = [
  'message_not_found',
  'thread_not_found',
  'cannot_reply_to_message',
  'cant_update_message',
  'edit_window_closed',
];

/** Slack has a problem or the operator has to act. This proves nothing about the message. */
const PASSING: readonly string[] = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
  'missing_scope',
  'not_allowed_token_type',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'two_factor_setup_required',
];

/**
 * What an error code of Slack means for an item.
 * - `unwritable`: never in this channel.
 * - `unreachable`: never to this person.
 * - `gone`: never to this message.
 * - `passing`: later.
 * - `unknown`: any other code; it is retried.
 */
export type Meaning = 'unwritable' | 'unreachable' | 'gone' | 'passing' | 'unknown';

const MEANINGS = new Map<string, Meaning>([
  ...UNWRITABLE.map((word) => [word, 'unwritable'] as const),
  ...UNREACHABLE.map((word) => [word, 'unreachable'] as const),
  ...MESSAGE_GONE.map((word) => [word, 'gone'] as const),
  ...PASSING.map((word) => [word, 'passing'] as const),
]);

export const meaningOf = (word: string): Meaning => MEANINGS.get(word) ?? 'unknown';
