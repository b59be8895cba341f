import { isSettled } from '../domain/lifecycle.ts';
import type { PersonId } from '../domain/person.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { ActionRequest } from '../domain/request.ts';
import { approvesThrough, listsOf, refuseOutsider, requestsThrough } from '../domain/rights.ts';
import { readPerson } from './read-rights.ts';
import type { RequestRecord } from './request-record.ts';
import type { SlackTeam } from './slack-team.ts';

/** So many of the newest are looked at, and so many shown. */
const LOOKED_AT = 200;
const SHOWN = 10;

interface ListRequestsDeps {
  readonly record: RequestRecord;
  readonly team: SlackTeam;
}

/** Open requests first, then the newest settled ones: those of the person, and of entries they may request or approve. */
export async function listRequests(
  deps: ListRequestsDeps,
  person: PersonId,
): Promise<readonly ActionRequest[] | Refusal> {
  const recent = (await deps.record.recent(LOOKED_AT)).filter(({ state }) => state !== 'unconfirmed');
  const reading = await readPerson(
    deps.team,
    person,
    recent.flatMap((request) => listsOf(request.frozen.entry)),
  );
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const visible = recent.filter(
    ({ requester, frozen }) =>
      requester === person ||
      requestsThrough(frozen.entry, reading) !== undefined ||
      approvesThrough(frozen.entry, reading) !== undefined,
  );
  const open = visible.filter(({ state }) => !isSettled(state));
  return [...open, ...visible.filter(({ state }) => isSettled(state))].slice(0, SHOWN);
}
