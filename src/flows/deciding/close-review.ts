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
import { type Click, checkClick } from '../guarding/find-clicked-request.ts';
import { propose, type Step } from '../guarding/move-until-taken.ts';
import { readParties, readPerson } from '../guarding/read-rights.ts';
import type { Move } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';

/** Broken glass is looked at by somebody else once the request is over. */
export const isReviewOpen = ({ state, brokenGlass }: ActionRequest): boolean =>
  isSettled(state) && brokenGlass !== undefined && brokenGlass.reviewedAt === undefined;

/**
 * Closes the review that broken glass left open: somebody who may approve the entry, break its glass or operate its
 * environment, and who neither asked nor broke it.
 */
export const closeReview = (deps: CloseReviewDeps, click: Click): Promise<ActionRequest | Refusal> =>
  decideByClick(deps, 'close_review', click, (read) => closeAsRead(deps, click, read));

type CloseReviewDeps = DecisionDeps & { readonly team: SlackTeam };

async function closeAsRead(
  deps: CloseReviewDeps,
  click: Click,
  read: ActionRequest | undefined,
): Promise<Step<ActionRequest | Refusal>> {
  const request = await checkClick(deps, read, click);
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
  const move: Move = {
    event: 'close_review',
    change: { brokenGlass: { ...brokenGlass, reviewedBy: click.person, reviewedAt: decision.at } },
    decision,
    audit: auditOfDecision('request.reviewed', request, decision, reading.standing),
  };
  return propose(move, (reviewed) => reviewed);
}

const reviewsThrough = (entry: Entry, operators: PeopleList, reading: PersonReading): CountsThrough | undefined =>
  approvesThrough(entry, reading) ??
  breaksGlassThrough(entry, reading) ??
  findInList(operators, idsOf(reading.standing), reading.groups);
