import type { ModalView } from '@slack/types';
import { BUTTONS, type ButtonAsking } from '../../domain/buttons.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { type ButtonPlace, carry } from './decision-modal.ts';
import { nameOf } from './entry-words.ts';
import { PLAIN_TEXT_INPUT } from './limits.ts';
import { section } from './message.ts';
import { renderLongParameters, renderWhere, sayShortParameters } from './what-decides.ts';

/** The ids of the reason in a submission. */
export const REASON = { block: 'reason', input: 'text' } as const;
const REASON_LENGTH = Math.min(1_000, PLAIN_TEXT_INPUT);

/** The modal that asks for a decision's reason. Submitting it decides. */
export function renderReasonModal(button: ButtonAsking<'why'>, request: ActionRequest, place: ButtonPlace): ModalView {
  const { label, asks } = BUTTONS[button];
  const { asked, requester } = request;
  return {
    type: 'modal',
    callback_id: asks.form,
    private_metadata: carry(request, place),
    title: { type: 'plain_text', text: asks.title },
    submit: { type: 'plain_text', text: label },
    close: { type: 'plain_text', text: 'Go back' },
    blocks: [
      section(`*${nameOf(asked.entry)}*${sayShortParameters(asked)}\nAsked by <@${requester}>. ${asks.explain}`),
      {
        type: 'input',
        block_id: REASON.block,
        optional: asks.isOptional,
        label: { type: 'plain_text', text: 'Reason' },
        hint: { type: 'plain_text', text: 'It is shown in the channel and kept in the audit record.' },
        element: { type: 'plain_text_input', action_id: REASON.input, multiline: true, max_length: REASON_LENGTH },
      },
      ...renderLongParameters(request),
      ...renderWhere(request),
    ],
  };
}
