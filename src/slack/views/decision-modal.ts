import type { ModalView } from '@slack/types';
import { BUTTONS, type ButtonAsking } from '../../domain/buttons.ts';
import type { ActionRequest } from '../../domain/request.ts';
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

/** The message that has the button. `messageTs` is `undefined` for a private message. */
export interface ButtonPlace {
  readonly channel: string;
  readonly messageTs: string | undefined;
}

/** The metadata of a modal: the request's id and the message that has its button. */
export const carry = (request: ActionRequest, { channel, messageTs }: ButtonPlace): string =>
  JSON.stringify({ request: request.id, channel, messageTs });

/**
 * The modal that shows everything that is decided on, for decisions that do not fit Slack's own dialog. Submitting it
 * decides.
 */
export function renderDecisionModal(
  button: ButtonAsking<'again'>,
  request: ActionRequest,
  place: ButtonPlace,
): ModalView {
  const { asked, brokenGlass, requester } = request;
  const { label, asks } = BUTTONS[button];
  const [needs, start, how] = [sayMissing(request), sayStartLimit(request), sayHowItRuns(request)];
  const limits = [start, needs === undefined ? how : undefined].filter((line) => line !== undefined);
  return {
    type: 'modal',
    callback_id: asks.form,
    private_metadata: carry(request, place),
    title: { type: 'plain_text', text: `${label}?` },
    submit: { type: 'plain_text', text: label },
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
