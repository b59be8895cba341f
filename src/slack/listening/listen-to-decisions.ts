import type { App } from '@slack/bolt';
import { z } from 'zod';
import { type ButtonAsking, buttonsAsking, isOffered } from '../../domain/buttons.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { approveRequest } from '../../flows/deciding/approve-request.ts';
import { closeReview } from '../../flows/deciding/close-review.ts';
import { pressRunButton } from '../../flows/deciding/press-run-button.ts';
import { type Click, findClickedRequest, refuseMovedOn } from '../../flows/guarding/find-clicked-request.ts';
import { pinAllowlist } from '../../flows/guarding/pin-allowlist.ts';
import { recordRefusal } from '../../flows/record/record-decision.ts';
import type { Answer } from '../answering/answer.ts';
import { tellIfSlow } from '../answering/slow-readings.ts';
import type { ButtonPressPayload } from '../connection/payloads.ts';
import { dialogOf } from '../views/decision-dialog.ts';
import { renderDecisionModal } from '../views/decision-modal.ts';
import { type ButtonDeps, clickOf, listenToClick, renderClickedDirectly, sayClick } from './listen-to-buttons.ts';
import { listenToSubmission } from './listen-to-submissions.ts';

type Decide = (deps: ButtonDeps, click: Click) => Promise<ActionRequest | Refusal>;

const DECIDE: Readonly<Record<ButtonAsking<'again'>, Decide>> = {
  approve: approveRequest,
  confirm: (deps, press) => pressRunButton(deps, 'confirm', press),
  discard: (deps, press) => pressRunButton(deps, 'discard', press),
  cancel: (deps, press) => pressRunButton(deps, 'cancel', press),
  close_review: closeReview,
};

/**
 * Handles decisions that ask again before they count: in Slack's own dialog, or in a modal if the dialog cannot show
 * everything.
 */
export function listenToDecisions(app: App, deps: ButtonDeps): void {
  for (const id of buttonsAsking('again')) {
    const decide = DECIDE[id];
    listenToClick(app, deps, { id }, async (payload, way) => {
      const asked = await askOnceMore(deps, id, payload);
      if (asked !== 'by_dialog') return asked;
      const click = clickOf(payload);
      return tellIfSlow(pinAllowlist(deps), way, sayClick(id), async (watched) => {
        const decided = await decide(watched, click);
        // No answer is needed in a channel, since the request message is redrawn.
        return decided instanceof Refusal ? decided : renderClickedDirectly(deps, click, decided);
      });
    });
    listenToSubmission(app, deps, { button: id, decide });
  }
}

/** Opens the modal for a button without a dialog. Rights are checked when it is submitted. */
async function askOnceMore(
  deps: ButtonDeps,
  button: ButtonAsking<'again'>,
  payload: ButtonPressPayload,
): Promise<Answer | 'by_dialog'> {
  const click = clickOf(payload);
  const request = await findClickedRequest(deps, click);
  if (request instanceof Refusal || dialogOf(request, button) !== undefined) return 'by_dialog';
  if (!isOffered(button, request)) return recordRefusal(deps, button, click, refuseMovedOn(request));
  const view = renderDecisionModal(button, request, click);
  await deps.api.call('views.open', { trigger_id: payload.trigger_id, view }, z.unknown());
  return undefined;
}
