import { BUTTONS, works } from '../../domain/buttons.ts';
import { approverLists, findEntry, operatorsOf } from '../../domain/entry.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { reviewsThrough } from '../../domain/rights.ts';
import { type Click, checkClick, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { propose, type Step } from '../guarding/move-until-taken.ts';
import { readParties, readPerson } from '../guarding/read-rights.ts';
import type { Move } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';

/**
 * Closes the review after broken glass. The person may approve the entry, break its glass or operate its environment,
 * and has neither asked nor broken the glass.
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
  if (brokenGlass === undefined || !works('close_review', request)) {
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
  const [reading, parties] = await Promise.all([
    readPerson(deps.team, click.person, lists),
    readParties(deps.team, request),
  ]);
  const refusal = BUTTONS.close_review.refuse({ entry, ...parties, operators, reading });
  const through = reviewsThrough(entry, operators, reading);
  if (refusal !== undefined || through === undefined) return refusal ?? refuseMovedOn(request);
  const decision = newDecision(deps, 'close_review', click.person, { through, groups: reading.groups });
  const move: Move = {
    event: 'close_review',
    change: { brokenGlass: { ...brokenGlass, reviewedBy: click.person, reviewedAt: decision.at } },
    decision,
    audit: auditOfDecision(request, decision, reading.standing),
  };
  return propose(move, (reviewed) => reviewed);
}
