import type { ModalView } from '@slack/types';
import type { ActionRequest } from '../../domain/request.ts';
import { ASKED_ONCE_MORE, type AskedOnceMore } from './decision-dialog.ts';
import { nameOf } from './entry-words.ts';
import { renderBrokenGlass } from './glass-words.ts';
import { contexts, section, sections } from './message.ts';
import { mentionPerson } from './mrkdwn.ts';
import {
  renderLongParameters,
  renderWhere,
  sayHowItRuns,
  sayMissing,
  sayShortParameters,
  sayStartLimit,
} from './what-decides.ts';

/** The form of each decision; to send it is to decide. */
export const DECISION_MODALS: Readonly<Record<AskedOnceMore, { readonly callbackId: string }>> = {
  approve: { callbackId: 'approve_request' },
  confirm: { callbackId: 'confirm_run' },
  discard: { callbackId: 'discard_run' },
  cancel: { callbackId: 'cancel_run' },
  close_review: { callbackId: 'close_review' },
};

/** Where a button stood; a private message has no ts that counts. */
export interface ButtonPlace {
  readonly channel: string;
  readonly messageTs: string | undefined;
}

/** All that a form carries: the request's id, and where its button stood. */
export const carry = (request: ActionRequest, { channel, messageTs }: ButtonPlace): string =>
  JSON.stringify({ request: request.id, channel, messageTs });

/** Shows everything that is decided on, where Slack's own dialog has no room for it. */
export function renderDecisionModal(button: AskedOnceMore, request: ActionRequest, place: ButtonPlace): ModalView {
  const { asked, brokenGlass, requester } = request;
  const [needs, start, how] = [sayMissing(request), sayStartLimit(request), sayHowItRuns(request)];
  const limits = [start, needs === undefined ? how : undefined].filter((line) => line !== undefined);
  return {
    type: 'modal',
    callback_id: DECISION_MODALS[button].callbackId,
    private_metadata: carry(request, place),
    title: { type: 'plain_text', text: `${ASKED_ONCE_MORE[button]}?` },
    submit: { type: 'plain_text', text: ASKED_ONCE_MORE[button] },
    close: { type: 'plain_text', text: 'Go back' },
    blocks: [
      section(`*${nameOf(asked.entry)}*${sayShortParameters(asked)}\nAsked by ${mentionPerson(requester)}`),
      ...(brokenGlass === undefined ? [] : renderBrokenGlass(request, brokenGlass)),
      ...renderLongParameters(request),
      ...(needs === undefined ? [] : sections(needs)),
      ...renderWhere(request),
      ...(limits.length === 0 ? [] : contexts(limits.join(' '))),
    ],
  };
}
