import { BUTTONS, works } from '../../domain/buttons.ts';
import { findEntry } from '../../domain/entry.ts';
import type { CountsThrough } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { approvesThrough, listsOf, type PersonReading } from '../../domain/rights.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { type Click, findClickedRequest, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { readIds, readPerson } from '../guarding/read-rights.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { auditOfDecision, type DecisionDeps, newDecision, recordRefusal } from '../record/record-decision.ts';
import { refuseVoided, tryToVoid } from '../waiting/void-request.ts';

type DenyDeps = DecisionDeps & { readonly team: SlackTeam };

/** What a denial needs: the request, and through what the person counts under the allowlist of this moment. */
interface Deniable {
  readonly request: ActionRequest;
  readonly reading: PersonReading;
  readonly through: CountsThrough;
}

/** Whether the person could deny it now: asked before the modal for the reason opens, and again when it is sent. */
export async function findDeniable(deps: DenyDeps, click: Click): Promise<Deniable | Refusal> {
  const deniable = await lookAtDeniable(deps, click);
  return deniable instanceof Refusal ? recordRefusal(deps, 'deny', click, deniable) : deniable;
}

async function lookAtDeniable(deps: DenyDeps, click: Click): Promise<Deniable | Refusal> {
  const request = await findClickedRequest(deps, click);
  if (request instanceof Refusal) return request;
  if (!works('deny', request)) return refuseMovedOn(request);
  const { action, environment } = request.asked.entry;
  const entry = findEntry(deps.allowlist(), action, environment);
  if (entry === undefined) {
    const lost = { because: { kind: 'entry_gone', action, environment } } as const;
    if ((await tryToVoid(deps, request, lost)) === undefined) return lookAtDeniable(deps, click);
    return refuseVoided(lost);
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
export async function denyRequest(
  deps: DenyDeps,
  click: Click,
  reason: string | undefined,
): Promise<ActionRequest | Refusal> {
  for (;;) {
    const deniable = await findDeniable(deps, click);
    if (deniable instanceof Refusal) return deniable;
    const { request, reading, through } = deniable;
    const decision = newDecision(deps, 'deny', click.person, { through, groups: reading.groups, reason });
    const moved = await deps.requests.move(request, {
      event: 'deny',
      change: {
        settledAt: decision.at,
        deadline: null,
        ...endedAs({ kind: 'denied', person: click.person }),
      },
      decision,
      audit: auditOfDecision(request, decision, reading.standing),
      milestones: [{ kind: 'settled' }],
    });
    if (moved !== undefined) return moved;
  }
}
