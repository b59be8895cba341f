import type { RequestState } from '../../domain/lifecycle.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type ActionRequest, askedIn } from '../../domain/request.ts';
import { type Sentence, sentence, thePerson } from '../../domain/sentence.ts';
import type { RequestStore } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

/** A click on a button or a submitted modal: who clicked, the request id in its value, and where it was. */
export interface Click {
  readonly requestId: string;
  readonly person: string;
  readonly team: string;
  readonly channel: string;
  /** Of the request message. Absent for the private confirmation. */
  readonly messageTs: string | undefined;
}

/** The request that a button belongs to, read now. */
export const findClickedRequest = async (deps: ClickDeps, click: Click): Promise<ActionRequest | Refusal> =>
  checkClick(deps, await deps.requests.find(click.requestId), click);

/**
 * Returns the request that a button names, if the button belongs to it. All facts come from the store, and the button
 * must be in the request's own message: a value copied to another message, channel or team does nothing. Slack does not
 * tell apps where an ephemeral message is, so for the private confirmation only its channel is checked.
 */
export async function checkClick(
  deps: ClickDeps,
  request: ActionRequest | undefined,
  click: Click,
  stands: 'in_request_message' | 'in_confirmation' = 'in_request_message',
): Promise<ActionRequest | Refusal> {
  if (request === undefined) {
    return new Refusal('request_gone', 'I do not know this request.', 'Ask again with `/tf-action`.');
  }
  if (stands === 'in_request_message' && isClickedDirectly(request, click)) {
    return request.team === click.team ? request : refuseSwapped();
  }
  const place = stands === 'in_confirmation' ? askedIn(request) : request.channel;
  const elsewhere = request.team !== click.team || place !== click.channel;
  const otherMessage =
    stands === 'in_confirmation'
      ? click.messageTs !== undefined
      : click.messageTs === undefined ||
        request.state === 'unconfirmed' ||
        (request.messageTs !== undefined && request.messageTs !== click.messageTs);
  if (elsewhere || otherMessage) return refuseSwapped();
  return (stands === 'in_confirmation' ? undefined : await refuseBeforeOutsiders(deps, request)) ?? request;
}

export interface ClickDeps {
  readonly requests: RequestStore;
  readonly team: Pick<SlackTeam, 'readChannel' | 'standingOf'>;
}

/** After a request has left its channel, the people who can act have its buttons in direct messages with the bot. */
export const isClickedDirectly = (request: ActionRequest, click: Click): boolean =>
  request.directly !== undefined && click.channel.startsWith('D') && click.messageTs !== undefined;

/** Nothing can be decided in a channel that outsiders read, even if they joined after the request was posted. */
async function refuseBeforeOutsiders(
  { requests, team }: ClickDeps,
  request: ActionRequest,
): Promise<Refusal | undefined> {
  const channel = await team.readChannel(request.channel);
  if (channel?.sharedWithOutsiders !== true) return undefined;
  // The redraw notices that the request has to leave this channel.
  await requests.redraw(request);
  return new Refusal(
    'shared_channel',
    'This channel is now shared with people outside this Slack team, so nothing can be decided here.',
    'I send it as a direct message to the requester and to everybody who can act. Use the buttons there.',
  );
}

export const refuseSwapped = (): Refusal =>
  new Refusal(
    'swapped_button',
    'This button does not belong to a request in this place.',
    'Use the buttons of the request message itself.',
  );

const WHERE_IT_STANDS: Readonly<Record<RequestState, string>> = {
  unconfirmed: 'is not confirmed by its requester yet',
  awaiting_approval: 'is awaiting approval',
  approved: 'is approved',
  creating: 'is waiting for its run to be created',
  running: 'is running',
  succeeded: 'has ended: its action succeeded',
  failed: 'has failed',
  not_invoked: 'has ended: nothing was invoked',
  discarded: 'has ended: its run was discarded',
  canceled: 'has ended: its run was canceled',
  denied: 'was denied',
  withdrawn: 'was withdrawn',
  expired: 'has expired',
  voided: 'was voided',
  unresolved: 'ended, and its verdict is unknown',
};

/** There is no request message before Run it. */
function whereToLook({ startedAt, ended }: ActionRequest): Sentence {
  if (startedAt !== undefined) return sentence`The request message shows where it stands.`;
  return ended?.kind === 'asked_again'
    ? sentence`You asked for it again: use the newer confirmation.`
    : sentence`Ask again with \`/tf-action\`.`;
}

/** Somebody else, or the deadline, was first. Says who, and the request's current state. */
export function refuseMovedOn(request: ActionRequest): Refusal {
  const last = request.decisions.findLast(({ kind }) => kind === 'approve' || kind === 'deny');
  const decided = last !== undefined && (request.state === 'approved' || request.state === 'denied');
  const shown = whereToLook(request);
  return new Refusal(
    decided ? 'already_decided' : 'request_moved_on',
    `This request ${WHERE_IT_STANDS[request.state]}.`,
    decided
      ? sentence`${thePerson(last.person)} ${last.kind === 'approve' ? 'approved' : 'denied'} this a moment ago. ${shown}`
      : shown,
  );
}
