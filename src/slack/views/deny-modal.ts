import type { ModalView } from '@slack/types';
import type { ActionRequest } from '../../domain/request.ts';
import { PLAIN_TEXT_INPUT } from '../limits.ts';
import { nameOf } from './entry-words.ts';
import { section } from './message.ts';

export const DENY_MODAL = 'deny_request';
/** Where the reason stands in the submission. */
export const REASON = { block: 'reason', input: 'text' } as const;
const REASON_LENGTH = Math.min(1_000, PLAIN_TEXT_INPUT);

/** Asks for an optional reason; it carries the request's id and where its button stood, and nothing else. */
export const renderDenyModal = (request: ActionRequest, messageTs: string): ModalView => ({
  type: 'modal',
  callback_id: DENY_MODAL,
  private_metadata: JSON.stringify({ request: request.id, channel: request.channel, messageTs }),
  title: { type: 'plain_text', text: 'Deny this request?' },
  submit: { type: 'plain_text', text: 'Deny' },
  close: { type: 'plain_text', text: 'Go back' },
  blocks: [
    section(`${nameOf(request.frozen.entry)}, asked by <@${request.requester}>. One denial ends the request.`),
    {
      type: 'input',
      block_id: REASON.block,
      optional: true,
      label: { type: 'plain_text', text: 'Reason' },
      hint: { type: 'plain_text', text: 'Everybody in the channel can read it, and it stays on the record.' },
      element: { type: 'plain_text_input', action_id: REASON.input, multiline: true, max_length: REASON_LENGTH },
    },
  ],
});
