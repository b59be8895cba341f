import type { Joining } from '../../domain/joining.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';
import { moveUntilTaken, propose } from './move-until-taken.ts';

/** Adds the person to the open request, once. `undefined` if it has settled meanwhile. */
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

/** Ends a request that its requester had not confirmed, since they joined another one. */
export const leaveFor = (request: ActionRequest, { joins, person }: Joining, at: Date): Move => ({
  event: 'withdraw',
  change: { settledAt: at, deadline: null, ...endedAs({ kind: 'joined' }) },
  audit: { kind: 'request.left_for_another', request: request.id, actor: person, facts: { joined: joins.id } },
});
