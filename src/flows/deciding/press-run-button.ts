import { type Entry, findEntry } from '../../domain/entry.ts';
import { idsOf, isSamePerson } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import {
  approvesThrough,
  breaksGlassThrough,
  isBreaker,
  listsOf,
  type Parties,
  type PersonReading,
  refuseCanceling,
  refuseConfirming,
  refuseDiscarding,
  requestsThrough,
} from '../../domain/rights.ts';
import { phaseOf } from '../../domain/run-status.ts';
import { endingAs, milestoneOf } from '../../domain/say-ending.ts';
import { isBeingConfirmed } from '../../domain/time-limit.ts';
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

export type RunButton = 'confirm' | 'discard' | 'cancel';

/** Which of the run's buttons can do something at this moment, by what the last reading of the run allows. */
export function isRunButtonValid(button: RunButton, request: ActionRequest): boolean {
  const { confirmedAt, ending, run, state, waiting } = request;
  if (state !== 'running' || run === undefined) return false;
  const { cancelable, confirmable, discardable } = run.actions;
  const phase = phaseOf(run.status);
  // Where an ending came too late, only a cancel still stops the run.
  if (ending !== undefined)
    return button === 'cancel' && ending.state !== 'canceled' && phase === 'applying' && cancelable;
  const waitsThere = waiting?.because === 'hcp_terraform';
  const waitsHere = waiting !== undefined && !waitsThere;
  if (button === 'confirm')
    return waitsHere && waiting.because !== 'token_cannot_apply' && confirmedAt === undefined && confirmable;
  const isStuck = isNotConfirmedYet(request);
  if (button === 'discard') return (waiting !== undefined || isStuck) && discardable;
  return cancelable && phase !== 'pending' && (waitsThere || isStuck ? !discardable : !waitsHere);
}

/** A confirmation that was sent again, or that HCP Terraform could not be given, may take long or never be carried out. */
function isNotConfirmedYet(request: ActionRequest): boolean {
  const { away, confirmedAt, confirmSentAt } = request;
  if (confirmedAt === undefined || !isBeingConfirmed(request)) return false;
  return away !== undefined || (confirmSentAt !== undefined && confirmSentAt > confirmedAt);
}

type RunButtonDeps = DecisionDeps & FreezeDeps & { readonly team: SlackTeam };

/**
 * Confirm and apply, Discard or Cancel run: the decision is recorded, and the run's next step carries it out. What is no
 * longer on the allowlist as it was asked for can still be stopped by those who could then, and confirmed by nobody.
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
  const refusal = refuse(button, entry, parties, reading);
  if (refusal !== undefined) return refusal;
  const freezable = button === 'confirm' && request.brokenGlass === undefined;
  const freeze = freezable ? await findFreeze(deps, request.asked.entry) : undefined;
  if (freeze !== undefined) return refuseFrozen(request.asked.entry, freeze);
  if (!isRunButtonValid(button, request)) return refuseMovedOn(request);
  const late = button === 'confirm' ? await refuseLate(deps, request) : undefined;
  if (late !== undefined) return late;
  const checked = button === 'confirm' ? recheckEntry(deps.allowlist(), request) : undefined;
  if (checked !== undefined && isStale(checked)) return proposeVoidWithRun(deps, request, checked);
  const through = throughWhat(entry, parties, reading);
  const decision = newDecision(deps, button, click.person, { through, groups: reading.groups });
  const move: Move = {
    ...carryOut(button, click.person, decision.at),
    decision,
    audit: auditOfDecision(`run.${button}_pressed`, request, decision, reading.standing),
    ...(button === 'confirm' && {
      lastCheck: checkDecision(deps, request, freezable ? request.asked.entry : undefined),
    }),
  };
  return propose(move, (pressed) => pressed);
}

function refuse(button: RunButton, entry: Entry, parties: Parties, reading: PersonReading): Refusal | undefined {
  if (button === 'confirm') return refuseConfirming(entry, parties, reading);
  if (button === 'discard') return refuseDiscarding(entry, reading);
  return refuseCanceling(entry, parties.requester, reading);
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
