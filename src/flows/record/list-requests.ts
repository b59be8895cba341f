import type { Allowlist } from '../../domain/entry.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import type { PersonId } from '../../domain/person.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { refuseOutsider } from '../../domain/rights.ts';
import { entryNow, seeingLists, seesRequest } from '../../domain/visibility.ts';
import { readPerson } from '../guarding/read-rights.ts';
import type { RequestStore } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

/** How many of the newest requests are considered, and how many are shown. */
const LOOKED_AT = 200;
const SHOWN = 10;

interface ListRequestsDeps {
  readonly allowlist: () => Allowlist;
  readonly requests: RequestStore;
  readonly team: SlackTeam;
}

/**
 * Open requests first, then the newest settled ones: those of the person, and of entries that they may request, approve
 * or view.
 */
export async function listRequests(
  deps: ListRequestsDeps,
  person: PersonId,
): Promise<readonly ActionRequest[] | Refusal> {
  const allowlist = deps.allowlist();
  const recent = (await deps.requests.recent(LOOKED_AT)).filter(isPastRunIt);
  const reading = await readPerson(
    deps.team,
    person,
    recent.flatMap((request) => seeingLists(entryNow(allowlist, request))),
  );
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const visible = recent.filter((request) => seesRequest(allowlist, request, reading));
  const open = visible.filter(({ state }) => !isSettled(state));
  return [...open, ...visible.filter(({ state }) => isSettled(state))].slice(0, SHOWN);
}

/** What ended before Run it was private. */
const isPastRunIt = ({ state, startedAt }: ActionRequest): boolean =>
  state !== 'unconfirmed' && (startedAt !== undefined || !isSettled(state));
