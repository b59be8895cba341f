import type { Allowlist } from '../../domain/entry.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import type { PersonId } from '../../domain/person.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { refuseOutsider } from '../../domain/rights.ts';
import { entryNow, seeingLists, seesRequest } from '../../domain/visibility.ts';
import { type ListedRequests, wantedOf, wantingLists } from '../../domain/waits-for-person.ts';
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
 * What waits for the person, then what else they may see: their own requests, and those of entries that they may request,
 * approve or view.
 */
export async function listRequests(deps: ListRequestsDeps, person: PersonId): Promise<ListedRequests | Refusal> {
  const allowlist = deps.allowlist();
  const recent = (await deps.requests.recent(LOOKED_AT)).filter(isPastRunIt);
  const lists = recent.flatMap((request) => [
    ...seeingLists(entryNow(allowlist, request)),
    ...wantingLists(allowlist, request),
  ]);
  const reading = await readPerson(deps.team, person, lists);
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const visible = recent.filter((request) => seesRequest(allowlist, request, reading));
  const yours = visible.flatMap((request) => {
    const wanted = wantedOf(allowlist, request, reading);
    return wanted === undefined ? [] : [{ request, wanted }];
  });
  const others = visible.filter((request) => !yours.some((one) => one.request === request));
  const open = others.filter(({ state }) => !isSettled(state));
  const sorted = [...open, ...others.filter(({ state }) => isSettled(state))];
  return { yours: yours.slice(0, SHOWN), others: sorted.slice(0, Math.max(0, SHOWN - yours.length)) };
}

/** What ended before Run it was private. */
const isPastRunIt = ({ state, startedAt }: ActionRequest): boolean =>
  state !== 'unconfirmed' && (startedAt !== undefined || !isSettled(state));
