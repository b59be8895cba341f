import type { Joining } from '../../domain/joining.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

/** Puts the person on the open request, once. `undefined`: it has settled meanwhile. */
export async function joinRequest(
  deps: { readonly requests: RequestStore },
  requestId: string,
  person: PersonId,
  allowlist: string,
): Promise<Joining | undefined> {
  for (;;) {
    const request = await deps.requests.find(requestId);
    if (request === undefined || isSettled(request.state)) return undefined;
    if (request.requester === person || request.joined?.includes(person)) return { joins: request, person };
    const joined = await deps.requests.move(request, {
      event: 'note',
      change: { joined: [...(request.joined ?? []), person] },
      audit: {
        kind: 'request.joined',
        request: request.id,
        actor: person,
        facts: { allowlist, digest: request.digest },
      },
    });
    if (joined !== undefined) return { joins: joined, person };
  }
}

/** A request that its requester had still to confirm ends, since they are on another one now. */
export const leaveFor = (request: ActionRequest, { joins, person }: Joining, at: Date): Move => ({
  event: 'withdraw',
  change: { settledAt: at, deadline: null, ...endedAs({ kind: 'joined' }) },
  audit: { kind: 'request.left_for_another', request: request.id, actor: person, facts: { joined: joins.id } },
});
