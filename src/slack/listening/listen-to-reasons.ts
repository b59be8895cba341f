import type { App } from '@slack/bolt';
import { z } from 'zod';
import { type ButtonAsking, buttonsAsking } from '../../domain/buttons.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { breakGlass, findBreakable } from '../../flows/deciding/break-glass.ts';
import { denyRequest, findDeniable } from '../../flows/deciding/deny-request.ts';
import type { Click } from '../../flows/guarding/find-clicked-request.ts';
import { sleep } from '../../flows/ports/clock.ts';
import type { Answer } from '../answering/answer.ts';
import type { ButtonPressPayload, ViewSubmissionPayload } from '../connection/payloads.ts';
import { REASON, renderReasonModal } from '../views/reason-modal.ts';
import { type ButtonDeps, clickOf, listenToClick } from './listen-to-buttons.ts';
import { listenToSubmission } from './listen-to-submissions.ts';

/**
 * How long to check rights before opening the modal (milliseconds). Slack's trigger expires after 3 s; slower checks
 * are made when the modal is submitted.
 */
const ASK_FIRST_FOR = 700;

interface ReasonHandler {
  /** True if the person may decide it now. */
  readonly find: (deps: ButtonDeps, click: Click) => Promise<{ readonly request: ActionRequest } | Refusal>;
  readonly decide: (deps: ButtonDeps, click: Click, reason: string | undefined) => Promise<ActionRequest | Refusal>;
}

const REASON_HANDLERS: Readonly<Record<ButtonAsking<'why'>, ReasonHandler>> = {
  deny: { find: findDeniable, decide: denyRequest },
  break_glass: { find: findBreakable, decide: breakGlass },
};

/** Handles buttons that open a modal for a reason. Submitting it decides. */
export function listenToReasons(app: App, deps: ButtonDeps): void {
  for (const id of buttonsAsking('why')) {
    const { decide } = REASON_HANDLERS[id];
    listenToClick(app, deps, { id }, (payload) => openModal(deps, id, payload));
    listenToSubmission(app, deps, {
      button: id,
      decide: (decideDeps, click, payload) => decide(decideDeps, click, reasonOf(payload)),
    });
  }
}

function reasonOf({ view }: ViewSubmissionPayload): string | undefined {
  const reason = view.state.values[REASON.block]?.[REASON.input]?.value?.trim();
  return reason === '' ? undefined : reason;
}

async function openModal(deps: ButtonDeps, button: ButtonAsking<'why'>, payload: ButtonPressPayload): Promise<Answer> {
  const click = clickOf(payload);
  const asked = REASON_HANDLERS[button].find(deps, click);
  const early = await Promise.race([asked, sleep(deps.clock, ASK_FIRST_FOR)]);
  if (early instanceof Refusal) return early;
  const request = early?.request ?? (await deps.requests.find(click.requestId));
  if (request === undefined) return asked.then((late) => (late instanceof Refusal ? late : undefined));
  asked.catch(() => undefined);
  const view = renderReasonModal(button, request, click);
  await deps.api.call('views.open', { trigger_id: payload.trigger_id, view }, z.unknown());
  return undefined;
}
