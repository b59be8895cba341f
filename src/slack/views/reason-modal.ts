import type { ModalView } from '@slack/types';
import type { ActionRequest } from '../../domain/request.ts';
import { type ButtonPlace, carry } from './decision-modal.ts';
import { nameOf } from './entry-words.ts';
import { PLAIN_TEXT_INPUT } from './limits.ts';
import { section } from './message.ts';
import { renderLongParameters, renderWhere, sayShortParameters } from './what-decides.ts';

/** A modal that asks for the reason of a decision. */
interface ReasonModal {
  readonly callbackId: string;
  readonly title: string;
  readonly submit: string;
  readonly optional: boolean;
  readonly explain: string;
}

export const DENY_MODAL: ReasonModal = {
  callbackId: 'deny_request',
  title: 'Deny this request?',
  submit: 'Deny',
  optional: true,
  explain: 'One denial ends the request.',
};

export const BREAK_GLASS_MODAL: ReasonModal = {
  callbackId: 'break_glass',
  title: 'Break the glass?',
  submit: 'Break glass',
  optional: false,
  explain:
    'It goes ahead without the approvals that are missing and through any freeze. The channel is told in capital letters, and somebody else has to review it afterwards.',
};

/** Where the reason stands in the submission. */
export const REASON = { block: 'reason', input: 'text' } as const;
const REASON_LENGTH = Math.min(1_000, PLAIN_TEXT_INPUT);

export const renderReasonModal = (modal: ReasonModal, request: ActionRequest, place: ButtonPlace): ModalView => ({
  type: 'modal',
  callback_id: modal.callbackId,
  private_metadata: carry(request, place),
  title: { type: 'plain_text', text: modal.title },
  submit: { type: 'plain_text', text: modal.submit },
  close: { type: 'plain_text', text: 'Go back' },
  blocks: [
    section(
      `*${nameOf(request.asked.entry)}*${sayShortParameters(request.asked)}\nAsked by <@${request.requester}>. ${modal.explain}`,
    ),
    {
      type: 'input',
      block_id: REASON.block,
      optional: modal.optional,
      label: { type: 'plain_text', text: 'Reason' },
      hint: { type: 'plain_text', text: 'Everybody in the channel can read it, and it stays on the record.' },
      element: { type: 'plain_text_input', action_id: REASON.input, multiline: true, max_length: REASON_LENGTH },
    },
    ...renderLongParameters(request),
    ...renderWhere(request),
  ],
});
