import { approverLists, type Entry, findEntry, operatorsOf } from '../../domain/entry.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import { type CountsThrough, findInList, idsOf, isSamePerson, type PeopleList } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import {
  approvesThrough,
  breaksGlassThrough,
  isBreaker,
  type PersonReading,
  refuseOutsider,
} from '../../domain/rights.ts';
import { type Click, findClickedRequest } from '../guarding/find-clicked-request.ts';
import { readParties, readPerson } from '../guarding/read-rights.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { auditOfDecision, type DecisionDeps, newDecision, recordRefusal } from '../record/record-decision.ts';

/** Broken glass is looked at by somebody else once the request is over. */
export const isReviewOpen = ({ state, brokenGlass }: ActionRequest): boolean =>
  isSettled(state) && brokenGlass !== undefined && brokenGlass.reviewedAt === undefined;

/**
 * Closes the review that broken glass left open: somebody who may approve the entry, break its glass or operate its
 * environment, and who neither asked nor broke it.
 */
export async function closeReview(
  deps: DecisionDeps & { readonly team: SlackTeam },
  click: Click,
): Promise<ActionRequest | Refusal> {
  for (;;) {
    const answer = await tryClosing(deps, click);
    if (answer instanceof Refusal) return recordRefusal(deps, 'close_review', click, answer);
    if (answer !== undefined) return answer;
  }
}

async function tryClosing(
  deps: DecisionDeps & { readonly team: SlackTeam },
  click: Click,
): Promise<ActionRequest | Refusal | undefined> {
  const request = await findClickedRequest(deps, click);
  if (request instanceof Refusal) return request;
  const { brokenGlass } = request;
  if (brokenGlass === undefined || !isReviewOpen(request)) {
    return new Refusal(
      'nothing_to_review',
      'There is no open review here.',
      'The request message shows where it stands.',
    );
  }
  const { action, environment } = request.asked.entry;
  const entry = findEntry(deps.allowlist(), action, environment) ?? request.asked.entry;
  const operators = operatorsOf(deps.allowlist(), environment);
  const lists = [...approverLists(entry), entry.breakGlass, operators];
  const reading = await readPerson(deps.team, click.person, lists);
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const { requester, breaker } = await readParties(deps.team, request);
  if (isSamePerson(idsOf(reading.standing), requester) || isBreaker(breaker, reading)) {
    return new Refusal('own_review', 'Somebody else has to review this.', 'Ask one of those who may approve it.');
  }
  const through = reviewsThrough(entry, operators, reading);
  if (through === undefined) {
    return new Refusal(
      'not_an_approver',
      `You are not among those who may review ${action} in ${environment}.`,
      'Ask somebody who can approve it, break its glass or freeze its environment.',
    );
  }
  const decision = newDecision(deps, 'close_review', click.person, { through, groups: reading.groups });
  return deps.requests.move(request, {
    event: 'close_review',
    change: { brokenGlass: { ...brokenGlass, reviewedBy: click.person, reviewedAt: decision.at } },
    decision,
    audit: auditOfDecision('request.reviewed', request, decision, reading.standing),
  });
}

const reviewsThrough = (entry: Entry, operators: PeopleList, reading: PersonReading): CountsThrough | undefined =>
  approvesThrough(entry, reading) ??
  breaksGlassThrough(entry, reading) ??
  findInList(operators, idsOf(reading.standing), reading.groups);
