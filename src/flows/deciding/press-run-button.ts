import { BUTTONS, works } from '../../domain/buttons.ts';
import { type Entry, findEntry } from '../../domain/entry.ts';
import { idsOf, isSamePerson } from '../../domain/person.ts';
import { isBreaker, type Parties } from '../../domain/press-rights.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import {
  approvesThrough,
  breaksGlassThrough,
  listsOf,
  type PersonReading,
  requestsThrough,
} from '../../domain/rights.ts';
import { endingAs, milestoneOf } from '../../domain/say-ending.ts';
import { type Click, checkClick, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { type FreezeDeps, findFreeze, refuseFrozen } from '../guarding/find-freeze.ts';
import { checkDecision } from '../guarding/last-check.ts';
import { propose, type Step } from '../guarding/move-until-taken.ts';
import { readParties, readPerson } from '../guarding/read-rights.ts';
import { isStale, recheckEntry } from '../guarding/recheck-request.ts';
import type { Move } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';
import { refuseLate } from '../waiting/refuse-late.ts';
import { proposeVoidWithRun } from '../waiting/void-request.ts';

type RunButton = 'confirm' | 'discard' | 'cancel';

type RunButtonDeps = DecisionDeps & FreezeDeps & { readonly team: SlackTeam };

/**
 * Handles Confirm and apply, Discard and Cancel run. Records the decision; the run's next step carries it out. If the
 * entry has changed on the allowlist since, the run can still be stopped by the people who could stop it before, but
 * nobody can confirm it.
 */
export const pressRunButton = (
  deps: RunButtonDeps,
  button: RunButton,
  click: Click,
): Promise<ActionRequest | Refusal> =>
  decideByClick(deps, button, click, (read) => pressAsRead(deps, button, click, read));

async function pressAsRead(
  deps: RunButtonDeps,
  button: RunButton,
  click: Click,
  read: ActionRequest | undefined,
): Promise<Step<ActionRequest | Refusal>> {
  const request = await checkClick(deps, read, click);
  if (request instanceof Refusal) return request;
  const { action, environment } = request.asked.entry;
  const entry = findEntry(deps.allowlist(), action, environment) ?? request.asked.entry;
  const [reading, parties] = await Promise.all([
    readPerson(deps.team, click.person, listsOf(entry)),
    readParties(deps.team, request),
  ]);
  const refusal = BUTTONS[button].refuse({ entry, ...parties, reading });
  if (refusal !== undefined) return refusal;
  const freezable = button === 'confirm' && request.brokenGlass === undefined;
  const freeze = freezable ? await findFreeze(deps, request.asked.entry) : undefined;
  if (freeze !== undefined) return refuseFrozen(request.asked.entry, freeze);
  if (!works(button, request)) return refuseMovedOn(request);
  const late = button === 'confirm' ? await refuseLate(deps, request) : undefined;
  if (late !== undefined) return late;
  const checked = button === 'confirm' ? recheckEntry(deps.allowlist(), request) : undefined;
  if (checked !== undefined && isStale(checked)) return proposeVoidWithRun(deps, request, checked);
  const through = throughWhat(entry, parties, reading);
  const decision = newDecision(deps, button, click.person, { through, groups: reading.groups });
  const move: Move = {
    ...carryOut(button, click.person, decision.at),
    decision,
    audit: auditOfDecision(request, decision, reading.standing),
    ...(button === 'confirm' && {
      lastCheck: checkDecision(deps, request, freezable ? request.asked.entry : undefined),
    }),
  };
  return propose(move, (pressed) => pressed);
}

const throughWhat = (entry: Entry, { requester, breaker }: Parties, reading: PersonReading) =>
  approvesThrough(entry, reading) ??
  (isBreaker(breaker, reading) ? breaksGlassThrough(entry, reading) : undefined) ??
  (isSamePerson(idsOf(reading.standing), requester) ? 'requester' : (requestsThrough(entry, reading) ?? 'requester'));

function carryOut(button: RunButton, person: string, at: Date): Omit<Move, 'audit' | 'decision'> {
  const due = [{ work: 'follow_run', at } as const];
  if (button === 'confirm') return { event: 'note', change: { confirmedAt: at, confirmedBy: person }, due };
  const state = button === 'discard' ? 'discarded' : 'canceled';
  const ending = endingAs(state, { kind: state, person });
  return { event: 'note', change: { ending }, due, milestones: [milestoneOf(ending)] };
}
