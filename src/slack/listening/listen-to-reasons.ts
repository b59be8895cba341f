import type { App } from '@slack/bolt';
import { z } from 'zod';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest, DecisionKind } from '../../domain/request.ts';
import { breakGlass, findBreakable } from '../../flows/deciding/break-glass.ts';
import { denyRequest, findDeniable } from '../../flows/deciding/deny-request.ts';
import type { Click } from '../../flows/guarding/find-clicked-request.ts';
import { sleep } from '../../flows/ports/clock.ts';
import type { Answer } from '../answering/answer.ts';
import type { ButtonPressPayload, ViewSubmissionPayload } from '../connection/payloads.ts';
import { BREAK_GLASS_MODAL, DENY_MODAL, REASON, renderReasonModal } from '../views/reason-modal.ts';
import { type ButtonDeps, clickOf, listenToClick } from './listen-to-buttons.ts';
import { listenToSubmission } from './listen-to-submissions.ts';

/** A trigger lives 3 s and the modal should open within one; rights that take longer are asked when it is sent (milliseconds). */
const ASK_FIRST_FOR = 700;

/** A button that opens a modal for the reason of a decision; sending it decides. */
interface ReasonButton {
  readonly button: DecisionKind;
  readonly modal: typeof DENY_MODAL;
  /** Whether the person could decide it now. */
  readonly find: (deps: ButtonDeps, click: Click) => Promise<{ readonly request: ActionRequest } | Refusal>;
  readonly decide: (deps: ButtonDeps, click: Click, reason: string | undefined) => Promise<ActionRequest | Refusal>;
}

const BUTTONS: readonly ReasonButton[] = [
  { button: 'deny', modal: DENY_MODAL, find: findDeniable, decide: denyRequest },
  { button: 'break_glass', modal: BREAK_GLASS_MODAL, find: findBreakable, decide: breakGlass },
];

export function listenToReasons(app: App, deps: ButtonDeps): void {
  for (const button of BUTTONS) listenTo(app, deps, button);
}

function listenTo(app: App, deps: ButtonDeps, button: ReasonButton): void {
  listenToClick(app, deps, { id: button.button }, (payload) => openModal(deps, button, payload));
  listenToSubmission(app, deps, {
    callbackId: button.modal.callbackId,
    decision: button.button,
    label: button.modal.submit,
    decide: (decideDeps, press, payload) => button.decide(decideDeps, press, reasonOf(payload)),
  });
}

function reasonOf({ view }: ViewSubmissionPayload): string | undefined {
  const reason = view.state.values[REASON.block]?.[REASON.input]?.value?.trim();
  return reason === '' ? undefined : reason;
}

async function openModal(
  deps: ButtonDeps,
  { find, modal }: ReasonButton,
  payload: ButtonPressPayload,
): Promise<Answer> {
  const click = clickOf(payload);
  const asked = find(deps, click);
  const early = await Promise.race([asked, sleep(deps.clock, ASK_FIRST_FOR)]);
  if (early instanceof Refusal) return early;
  const request = early?.request ?? (await deps.requests.find(click.requestId));
  if (request === undefined) return asked.then((late) => (late instanceof Refusal ? late : undefined));
  asked.catch(() => undefined);
  const view = renderReasonModal(modal, request, click);
  await deps.api.call('views.open', { trigger_id: payload.trigger_id, view }, z.unknown());
  return undefined;
}
