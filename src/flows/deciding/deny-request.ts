import { BUTTONS, works } from '../../domain/buttons.ts';
import { findEntry } from '../../domain/entry.ts';
import type { CountsThrough } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { approvesThrough, listsOf, type PersonReading } from '../../domain/rights.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { type Click, checkClick, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { Proposal, propose } from '../guarding/move-until-taken.ts';
import { readIds, readPerson } from '../guarding/read-rights.ts';
import type { Move } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';
import { proposeVoid } from '../waiting/void-request.ts';

type DenyDeps = DecisionDeps & { readonly team: SlackTeam };

/** A request that the person can deny, and how they count under the current allowlist. */
interface Deniable {
  readonly request: ActionRequest;
  readonly reading: PersonReading;
  readonly through: CountsThrough;
}

/**
 * Whether the person may deny the request now. Checked before the modal for the reason opens and again when it is
 * submitted.
 */
export const findDeniable = (deps: DenyDeps, click: Click): Promise<Deniable | Refusal> =>
  decideByClick<Deniable>(deps, 'deny', click, (read) => checkDeniable(deps, click, read));

async function checkDeniable(
  deps: DenyDeps,
  click: Click,
  read: ActionRequest | undefined,
): Promise<Deniable | Refusal | Proposal<Refusal>> {
  const request = await checkClick(deps, read, click);
  if (request instanceof Refusal) return request;
  if (!works('deny', request)) return refuseMovedOn(request);
  const { action, environment } = request.asked.entry;
  const entry = findEntry(deps.allowlist(), action, environment);
  if (entry === undefined) {
    return proposeVoid(deps, request, { because: { kind: 'entry_gone', action, environment } });
  }
  const [reading, requester] = await Promise.all([
    readPerson(deps.team, click.person, listsOf(entry)),
    readIds(deps.team, request.requester),
  ]);
  const refusal = BUTTONS.deny.refuse({ entry, requester, reading });
  const through = approvesThrough(entry, reading);
  return refusal ?? (through === undefined ? refuseMovedOn(request) : { request, reading, through });
}

/** One denial ends the request. */
export function denyRequest(
  deps: DenyDeps,
  click: Click,
  reason: string | undefined,
): Promise<ActionRequest | Refusal> {
  return decideByClick<ActionRequest>(deps, 'deny', click, async (read) => {
    const deniable = await checkDeniable(deps, click, read);
    if (deniable instanceof Refusal || deniable instanceof Proposal) return deniable;
    const { request, reading, through } = deniable;
    const decision = newDecision(deps, 'deny', click.person, { through, groups: reading.groups, reason });
    const move: Move = {
      event: 'deny',
      change: {
        settledAt: decision.at,
        deadline: null,
        ...endedAs({ kind: 'denied', person: click.person }),
      },
      decision,
      audit: {
        ...auditOfDecision(request, decision, reading.standing),
        ...(reason === undefined ? {} : { texts: { reason } }),
      },
      milestones: [{ kind: 'settled' }],
    };
    return propose(move, (denied) => denied);
  });
}
