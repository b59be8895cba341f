import type { Allowlist, Entry } from '../../domain/entry.ts';
import { refuseByGuards } from '../../domain/guards.ts';
import type { Joining } from '../../domain/joining.ts';
import type { PersonId } from '../../domain/person.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { Tally } from '../../domain/tally.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';
import { joinRequest } from './join-request.ts';

export interface GuardDeps {
  readonly allowlist: () => Allowlist;
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/**
 * Checks a request against the guards, when asking and again at Run it. Joins an open request for the same; `cooldown`,
 * `max_open` and the person's limit refuse. Call it only for people who may request the entry.
 */
export async function checkGuards(deps: GuardDeps, request: ActionRequest): Promise<Refusal | Joining | undefined> {
  for (;;) {
    const tally = await deps.requests.tally(request);
    if (tally.identical === undefined) return refuse(deps, request, tally);
    const joining = await joinRequest(deps, tally.identical, request.requester, deps.allowlist().hash);
    if (joining !== undefined) return joining;
  }
}

/** The same checks in the transaction of Run it, so that two people who click at once do not both pass. */
export const guardOf =
  (deps: GuardDeps, request: ActionRequest) =>
  (tally: Tally): boolean =>
    tally.identical === undefined && refuse(deps, request, tally) === undefined;

/** The refusal of the guards if the person asked now, if any. Does not look for an open request for the same. */
export async function refuseGuarded(deps: GuardDeps, entry: Entry, requester: PersonId): Promise<Refusal | undefined> {
  const nothing = { parameters: {}, workspaceId: '', workspaceName: '', configurationVersionId: undefined };
  const asked = { entry, organization: entry.organization, ...nothing };
  const tally = await deps.requests.tally({ asked, digest: '', requester });
  return refuseByGuards(entry, deps.allowlist().limits, tally, new Date(deps.clock.now()));
}

const refuse = (deps: GuardDeps, request: ActionRequest, tally: Tally): Refusal | undefined =>
  refuseByGuards(request.asked.entry, deps.allowlist().limits, tally, new Date(deps.clock.now()));
