import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { sentence, theChannel } from '../../domain/sentence.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Clock } from '../ports/clock.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

/** How the previous release stores that a request ended because its channel accepts no messages. */
const EARLIER_OUTCOME = 'Its channel takes no message of the bot.';

/** Whether the request ended because only its requester could have seen it. */
export const isEndedUnseen = ({ ended, outcome }: Pick<ActionRequest, 'ended' | 'outcome'>): boolean =>
  ended === undefined ? outcome === EARLIER_OUTCOME : ended.kind === 'unwritable';

/**
 * The request message can never be posted in its channel. A request that nobody can see must not run; if its run exists
 * already, it continues. Returns what to tell the requester, also if it was voided before, since telling them may have
 * failed.
 */
export async function voidUnwritable(
  deps: { readonly requests: RequestStore; readonly clock: Clock },
  requestId: string,
): Promise<Refusal | undefined> {
  const request = await voidFor(deps, requestId);
  if (request === undefined) return undefined;
  if (request.askedIn !== undefined) {
    return new Refusal(
      'channel_not_writable',
      "I can't post in the channel that the allowlist names for this request. Nothing was run.",
      sentence`Invite me to ${theChannel(request.channel)} with \`/invite @tf-action\`, then ask again.`,
    );
  }
  return new Refusal(
    'channel_not_writable',
    "I can't post in this channel, so nobody would see the request. Nothing was run.",
    'Invite me with `/invite @tf-action`, then ask again.',
  );
}

/** A concurrent move does not make the message appear, so the request is voided all the same. */
function voidFor(
  deps: { readonly requests: RequestStore; readonly clock: Clock },
  requestId: string,
): Promise<ActionRequest | undefined> {
  return moveUntilTaken<ActionRequest | undefined>(deps.requests, requestId, (request) => {
    if (request !== undefined && isEndedUnseen(request)) return request;
    if (request === undefined || !['awaiting_approval', 'approved'].includes(request.state)) return undefined;
    const move: Move = {
      event: 'void',
      change: {
        settledAt: new Date(deps.clock.now()),
        deadline: null,
        ...endedAs({ kind: 'unwritable' }),
      },
      audit: { kind: 'request.voided', request: requestId, actor: 'bot', facts: { because: 'channel_not_writable' } },
    };
    return propose(move, (voided) => voided);
  });
}
