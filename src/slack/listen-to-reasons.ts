import type { App } from '@slack/bolt';
import { z } from 'zod';
import { Refusal } from '../domain/refusal.ts';
import type { ActionRequest, DecisionKind } from '../domain/request.ts';
import { breakGlass, findBreakable } from '../flows/break-glass.ts';
import { sleep } from '../flows/clock.ts';
import { denyRequest, findDeniable } from '../flows/deny-request.ts';
import { type Press, refuseSwapped } from '../flows/find-pressed-request.ts';
import { recordRefusal } from '../flows/record-decision.ts';
import { underOneAllowlist } from '../flows/under-one-allowlist.ts';
import { type Answer, answering } from './answer.ts';
import { isFirst } from './deliveries.ts';
import { type ButtonDeps, pressOf, renderPressedDirectly, teamOf } from './listen-to-buttons.ts';
import {
  type ButtonPressPayload,
  buttonPress,
  requestId,
  type ViewSubmissionPayload,
  viewSubmission,
} from './payloads.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';
import { renderConfirmed } from './views/confirmation.ts';
import { BREAK_GLASS_MODAL, DENY_MODAL, REASON, renderReasonModal } from './views/reason-modal.ts';

/** A trigger lives 3 s and the modal should open within one; rights that take longer are asked when it is sent (milliseconds). */
const ASK_FIRST_FOR = 700;

/** A button that opens a modal for the reason of a decision; sending it decides. */
interface ReasonButton {
  readonly button: DecisionKind;
  readonly modal: typeof DENY_MODAL;
  /** Whether the person could decide it now. */
  readonly find: (deps: ButtonDeps, press: Press) => Promise<{ readonly request: ActionRequest } | Refusal>;
  readonly decide: (deps: ButtonDeps, press: Press, reason: string | undefined) => Promise<ActionRequest | Refusal>;
}

const BUTTONS: readonly ReasonButton[] = [
  { button: 'deny', modal: DENY_MODAL, find: findDeniable, decide: denyRequest },
  { button: 'break_glass', modal: BREAK_GLASS_MODAL, find: findBreakable, decide: breakGlass },
];

export function listenToReasons(app: App, deps: ButtonDeps): void {
  for (const button of BUTTONS) listenTo(app, deps, button);
}

function listenTo(app: App, deps: ButtonDeps, button: ReasonButton): void {
  app.action({ type: 'block_actions', action_id: button.button }, async ({ ack, body }) => {
    await ack();
    await answering(deps, { body, schema: buttonPress }, async (payload) => {
      if (!(await isFirst.press(deps.deliveries, payload))) return undefined;
      const outside = refuseOtherTeam(await deps.identity(), teamOf(payload));
      if (outside !== undefined) return recordRefusal(deps, button.button, pressOf(payload), outside);
      return openModal(deps, button, payload);
    });
  });
  app.view(button.modal.callbackId, async ({ ack, body }) => {
    await ack();
    const inItsChannel = (payload: ViewSubmissionPayload) => ({ channel: placeOf(payload)?.channel });
    await answering(deps, { body, schema: viewSubmission, way: inItsChannel }, async (payload) => {
      if (!(await isFirst.submission(deps.deliveries, payload))) return undefined;
      const place = placeOf(payload);
      const team = payload.team?.id ?? payload.view.team_id ?? payload.user.team_id;
      if (place === undefined) return refuseSwapped();
      const press = pressOfModal(payload, place, team ?? '');
      const outside = refuseOtherTeam(await deps.identity(), team);
      if (outside !== undefined) return recordRefusal(deps, button.button, press, outside);
      return decide(underOneAllowlist(deps), button, payload, press);
    });
  });
}

async function openModal(
  deps: ButtonDeps,
  { find, modal }: ReasonButton,
  payload: ButtonPressPayload,
): Promise<Answer> {
  const press = pressOf(payload);
  const asked = find(deps, press);
  const early = await Promise.race([asked, sleep(deps.clock, ASK_FIRST_FOR)]);
  if (early instanceof Refusal) return early;
  const request = early?.request ?? (await deps.record.find(press.requestId));
  if (request === undefined) return asked.then((late) => (late instanceof Refusal ? late : undefined));
  asked.catch(() => undefined);
  const view = renderReasonModal(modal, request, press);
  await deps.api.call('views.open', { trigger_id: payload.trigger_id, view }, z.unknown());
  return undefined;
}

const metadata = z.object({ request: requestId, channel: z.string(), messageTs: z.string().optional() });

/** `undefined` where it is not what the modal was opened with. */
function placeOf({ view }: ViewSubmissionPayload): z.infer<typeof metadata> | undefined {
  try {
    return metadata.parse(JSON.parse(view.private_metadata));
  } catch {
    return undefined;
  }
}

const pressOfModal = (payload: ViewSubmissionPayload, place: z.infer<typeof metadata>, team: string): Press => ({
  ...{ requestId: place.request, person: payload.user.id, team },
  ...{ channel: place.channel, messageTs: place.messageTs },
});

async function decide(
  deps: ButtonDeps,
  button: ReasonButton,
  payload: ViewSubmissionPayload,
  press: Press,
): Promise<Answer> {
  const reason = payload.view.state.values[REASON.block]?.[REASON.input]?.value?.trim();
  const decided = await button.decide(deps, press, reason === '' ? undefined : reason);
  if (decided instanceof Refusal) return decided;
  // What was decided about the private confirmation shows nowhere else yet.
  return press.messageTs === undefined ? renderConfirmed(decided) : renderPressedDirectly(deps, press, decided);
}
