import type { App } from '@slack/bolt';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { runIt } from '../../flows/asking/run-it.ts';
import { waitLonger } from '../../flows/deciding/wait-longer.ts';
import { withdrawRequest } from '../../flows/deciding/withdraw-request.ts';
import { isPressedDirectly, type Press } from '../../flows/guarding/find-pressed-request.ts';
import { isJoining, type Joining } from '../../flows/guarding/join-request.ts';
import type { PersonLimit } from '../../flows/guarding/limit-commands.ts';
import { underOneAllowlist } from '../../flows/guarding/pin-allowlist.ts';
import type { HoldDeps } from '../../flows/guarding/recheck-request.ts';
import { type DecisionDeps, recordRefusal } from '../../flows/record/record-decision.ts';
import { type Answer, answering } from '../answering/answer.ts';
import { tellIfSlow } from '../answering/slow-readings.ts';
import type { PrivateWay } from '../answering/tell-privately.ts';
import { type ButtonPressPayload, buttonPress, requestId } from '../connection/payloads.ts';
import { renderCancelled, renderConfirmed } from '../views/confirmation.ts';
import { renderDirectly } from '../views/direct-message.ts';
import { renderJoining } from '../views/joining.ts';
import type { Message } from '../views/message.ts';
import { renderRequest } from '../views/request-message.ts';
import { isFirst } from './deliveries.ts';
import type { CommandDeps } from './listen-to-commands.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';

export interface ButtonDeps extends CommandDeps, HoldDeps, DecisionDeps {
  /** Of each person's presses, forms that are sent included. */
  readonly limitPress: PersonLimit;
  /** Somebody can be told until then that their request could not be posted. */
  readonly rememberWay: (requestId: string, way: PrivateWay) => void;
}

interface Verb {
  readonly label: string;
  readonly press: (deps: ButtonDeps, press: Press) => Promise<ActionRequest | Refusal | Joining>;
  /** What takes the place of the private confirmation; a button of the request message is answered by its redrawing. */
  readonly leaves?: (request: ActionRequest) => Message;
}

const VERBS: Readonly<Record<string, Verb>> = {
  run_it: { label: 'Run it', press: runIt, leaves: renderConfirmed },
  cancel_request: { label: 'Cancel', press: withdrawRequest, leaves: renderCancelled },
  withdraw: { label: 'Withdraw', press: withdrawRequest },
  wait: { label: 'More time', press: waitLonger },
};

export function listenToButtons(app: App, deps: ButtonDeps): void {
  for (const [id, verb] of Object.entries(VERBS)) {
    const isReplaced = verb.leaves !== undefined;
    listenToPress(app, deps, { id, isReplaced }, (payload, way) =>
      tellIfSlow(underOneAllowlist(deps), way, sayClick(verb.label), (watched) => obey(watched, verb, payload, way)),
    );
  }
}

/** A click, as whoever made it is told of it. */
export const sayClick = (label: string): string => `*${label}*`;

interface PressedButton {
  readonly id: string;
  /** What is answered takes the place of the private message in which the button stood. */
  readonly isReplaced?: boolean;
}

/** Acknowledges each press of a button, once, from the bot's own team; what comes of it is told to whoever pressed. */
export function listenToPress(
  app: App,
  deps: ButtonDeps,
  { id, isReplaced = false }: PressedButton,
  work: (payload: ButtonPressPayload, way: PrivateWay) => Promise<Answer>,
): void {
  app.action({ type: 'block_actions', action_id: id }, async ({ ack, body }) => {
    await ack();
    const replacing = (payload: ButtonPressPayload) => ({ replaces: isReplaced || isDirect(pressOf(payload)) });
    await answering(deps, { body, schema: buttonPress, way: replacing }, async (payload, way) => {
      const limited = await deps.limitPress(payload.user.id);
      if (limited !== undefined) return limited;
      if (!(await isFirst.press(deps.deliveries, payload))) return undefined;
      const outside = refuseOtherTeam(await deps.identity(), teamOf(payload));
      return outside === undefined ? work(payload, way) : recordRefusal(deps, id, pressOf(payload), outside);
    });
  });
}

async function obey(deps: ButtonDeps, verb: Verb, payload: ButtonPressPayload, way: PrivateWay): Promise<Answer> {
  const press = pressOf(payload);
  if (verb.leaves !== undefined) deps.rememberWay(press.requestId, { ...way, replaces: false });
  const request = await verb.press(deps, press);
  if (request instanceof Refusal) return request;
  if (isJoining(request)) return renderJoining(request);
  return verb.leaves?.(request) ?? renderPressedDirectly(deps, press, request);
}

const isDirect = ({ channel, messageTs }: Press): boolean => channel.startsWith('D') && messageTs !== undefined;

/** A direct message is not redrawn when the request moves, so the press is answered in its place. */
export const renderPressedDirectly = (deps: ButtonDeps, press: Press, request: ActionRequest): Message | undefined =>
  isPressedDirectly(request, press)
    ? renderDirectly(request, renderRequest(request, { address: deps.terraform.addressOf(request.frozen.entry) }))
    : undefined;

/** The Slack team of the person who pressed. */
const teamOf = ({ team, user }: ButtonPressPayload): string | undefined => team?.id ?? user.team_id;

/** An ephemeral has a ts of its own that nothing was recorded of. */
export const pressOf = (payload: ButtonPressPayload): Press => ({
  requestId: requestId.safeParse(payload.actions[0]?.value).data ?? '',
  person: payload.user.id,
  team: teamOf(payload) ?? '',
  channel: payload.channel?.id ?? payload.container.channel_id ?? '',
  messageTs: payload.container.is_ephemeral === true ? undefined : payload.container.message_ts,
});
