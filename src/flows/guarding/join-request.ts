import { isSettled } from '../../domain/lifecycle.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';
import { moveUntilTaken, propose } from './move-until-taken.ts';

/** The same is asked for already: the person is put on that request instead of a second one. */
export interface Joining {
  readonly joins: ActionRequest;
  readonly person: PersonId;
}

export const isJoining = (answer: object): answer is Joining => 'joins' in answer;

/** Puts the person on the open request, once. `undefined`: it has settled meanwhile. */
export function joinRequest(
  deps: { readonly requests: RequestStore },
  requestId: string,
  person: PersonId,
  allowlist: string,
): Promise<Joining | undefined> {
  return moveUntilTaken<Joining | undefined>(deps.requests, requestId, (request) => {
    if (request === undefined || isSettled(request.state)) return undefined;
    if (request.requester === person || request.joined?.includes(person)) return { joins: request, person };
    const move: Move = {
      event: 'note',
      change: { joined: [...(request.joined ?? []), person] },
      audit: {
        kind: 'request.joined',
        request: request.id,
        actor: person,
        facts: { allowlist, digest: request.digest },
      },
    };
    return propose(move, (joins) => ({ joins, person }));
  });
}

/** A request that its requester had still to confirm ends, since they are on another one now. */
export const leaveFor = (request: ActionRequest, { joins, person }: Joining, at: Date): Move => ({
  event: 'withdraw',
  change: { settledAt: at, deadline: null, ...endedAs({ kind: 'joined' }) },
  audit: { kind: 'request.left_for_another', request: request.id, actor: person, facts: { joined: joins.id } },
});
