import type { App } from '@slack/bolt';
import { BUTTONS, type ButtonAsking, type ButtonId, buttonsAsking } from '../../domain/buttons.ts';
import { isJoining, type Joining } from '../../domain/joining.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { runIt } from '../../flows/asking/run-it.ts';
import { waitLonger } from '../../flows/deciding/wait-longer.ts';
import { withdrawRequest } from '../../flows/deciding/withdraw-request.ts';
import { type Click, isClickedDirectly } from '../../flows/guarding/find-clicked-request.ts';
import type { PersonLimit } from '../../flows/guarding/limit-commands.ts';
import { pinAllowlist } from '../../flows/guarding/pin-allowlist.ts';
import type { RecheckDeps } from '../../flows/guarding/recheck-request.ts';
import { type DecisionDeps, recordRefusal } from '../../flows/record/record-decision.ts';
import { type Answer, answering } from '../answering/answer.ts';
import { tellIfSlow } from '../answering/slow-readings.ts';
import type { ReplyRoute } from '../answering/tell-privately.ts';
import { type ButtonPressPayload, buttonPress, requestId } from '../connection/payloads.ts';
import { renderCancelled, renderConfirmed } from '../views/confirmation.ts';
import { renderDirectly } from '../views/direct-message.ts';
import { renderJoining } from '../views/joining.ts';
import type { Message } from '../views/message.ts';
import { renderRequest } from '../views/request-message.ts';
import { isFirst } from './deliveries.ts';
import type { CommandDeps } from './listen-to-commands.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';

export interface ButtonDeps extends CommandDeps, RecheckDeps, DecisionDeps {
  /** The limit of each person's clicks and submitted forms. */
  readonly limitPress: PersonLimit;
  /** Remembers how to reach the requester, in case their request cannot be posted. */
  readonly rememberReplyRoute: (requestId: string, route: ReplyRoute) => void;
}

interface ButtonHandler {
  readonly press: (deps: ButtonDeps, click: Click) => Promise<ActionRequest | Refusal | Joining>;
  /**
   * The message that replaces the private confirmation. Buttons of the request message need none, since it is redrawn.
   */
  readonly leaves?: (request: ActionRequest) => Message;
}

/** The buttons that act at once, without asking first. */
const BUTTON_HANDLERS: Readonly<Record<ButtonAsking<'nothing'>, ButtonHandler>> = {
  run_it: { press: runIt, leaves: renderConfirmed },
  cancel_request: { press: withdrawRequest, leaves: renderCancelled },
  withdraw: { press: withdrawRequest },
  wait: { press: waitLonger },
};

export function listenToButtons(app: App, deps: ButtonDeps): void {
  for (const id of buttonsAsking('nothing')) {
    const handler = BUTTON_HANDLERS[id];
    listenToClick(app, deps, { id, isReplaced: handler.leaves !== undefined }, (payload, way) =>
      tellIfSlow(pinAllowlist(deps), way, sayClick(id), (watched) => handle(watched, handler, payload, way)),
    );
  }
}

/** A click, and how to answer the person. */
export const sayClick = (button: ButtonId): string => `*${BUTTONS[button].label}*`;

interface PressedButton {
  readonly id: ButtonId;
  /** The answer replaces the private message that has the button. */
  readonly isReplaced?: boolean;
}

/** Acknowledges each click once, if it is from the bot's own team, and tells the person what came of it. */
export function listenToClick(
  app: App,
  deps: ButtonDeps,
  { id, isReplaced = false }: PressedButton,
  work: (payload: ButtonPressPayload, route: ReplyRoute) => Promise<Answer>,
): void {
  app.action({ type: 'block_actions', action_id: id }, async ({ ack, body }) => {
    await ack();
    const replacing = (payload: ButtonPressPayload) => ({ replaces: isReplaced || isDirect(clickOf(payload)) });
    await answering(deps, { body, schema: buttonPress, route: replacing }, async (payload, way) => {
      const limited = await deps.limitPress(payload.user.id);
      if (limited !== undefined) return limited;
      if (!(await isFirst.press(deps.deliveries, payload))) return undefined;
      const outside = refuseOtherTeam(await deps.identity(), teamOf(payload));
      return outside === undefined ? work(payload, way) : recordRefusal(deps, id, clickOf(payload), outside);
    });
  });
}

async function handle(
  deps: ButtonDeps,
  handler: ButtonHandler,
  payload: ButtonPressPayload,
  route: ReplyRoute,
): Promise<Answer> {
  const click = clickOf(payload);
  if (handler.leaves !== undefined) deps.rememberReplyRoute(click.requestId, { ...route, replaces: false });
  const request = await handler.press(deps, click);
  if (request instanceof Refusal) return request;
  if (isJoining(request)) return renderJoining(request);
  return handler.leaves?.(request) ?? renderClickedDirectly(deps, click, request);
}

const isDirect = ({ channel, messageTs }: Click): boolean => channel.startsWith('D') && messageTs !== undefined;

/** A direct message is not redrawn when the request changes, so the answer replaces it. */
export const renderClickedDirectly = (deps: ButtonDeps, click: Click, request: ActionRequest): Message | undefined =>
  isClickedDirectly(request, click)
    ? renderDirectly(request, renderRequest(request, { address: deps.terraform.addressOf(request.asked.entry) }))
    : undefined;

/** The Slack team of the person who clicked. */
const teamOf = ({ team, user }: ButtonPressPayload): string | undefined => team?.id ?? user.team_id;

/** The ts of an ephemeral message is stored nowhere, so it is not compared. */
export const clickOf = (payload: ButtonPressPayload): Click => ({
  requestId: requestId.safeParse(payload.actions[0]?.value).data ?? '',
  person: payload.user.id,
  team: teamOf(payload) ?? '',
  channel: payload.channel?.id ?? payload.container.channel_id ?? '',
  messageTs: payload.container.is_ephemeral === true ? undefined : payload.container.message_ts,
});
