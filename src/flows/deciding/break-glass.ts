import { BUTTONS, works } from '../../domain/buttons.ts';
import { findEntry } from '../../domain/entry.ts';
import type { Joining } from '../../domain/joining.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type ActionRequest, askedIn, type BrokenGlass } from '../../domain/request.ts';
import { breaksGlassThrough, type PersonReading } from '../../domain/rights.ts';
import { isAskedElsewhere, refusePlaces } from '../guarding/check-channels.ts';
import { checkGuards, guardOf } from '../guarding/check-guards.ts';
import { type Click, checkClick, isClickedDirectly, refuseMovedOn } from '../guarding/find-clicked-request.ts';
import { findFreeze } from '../guarding/find-freeze.ts';
import { leaveFor } from '../guarding/join-request.ts';
import { checkDecision } from '../guarding/last-check.ts';
import { propose, type Step } from '../guarding/move-until-taken.ts';
import { isOnePerson, readPerson } from '../guarding/read-rights.ts';
import { isStale, type RecheckDeps, type Rechecked, recheckRequest } from '../guarding/recheck-request.ts';
import type { Move } from '../ports/request-store.ts';
import { auditOfDecision, type DecisionDeps, decideByClick, newDecision } from '../record/record-decision.ts';
import { refuseLate } from '../waiting/refuse-late.ts';
import { setDeadline } from '../waiting/set-deadline.ts';
import { proposeVoid } from '../waiting/void-request.ts';

type BreakGlassDeps = RecheckDeps & DecisionDeps;

interface Breakable {
  readonly request: ActionRequest;
  readonly reading: PersonReading;
}

/** Whether the person may break glass now. Checked before the modal for the reason opens. */
export const findBreakable = (deps: BreakGlassDeps, click: Click): Promise<Breakable | Refusal> =>
  decideByClick(deps, 'break_glass', click, (read) => checkBreakable(deps, click, read));

async function checkBreakable(
  deps: BreakGlassDeps,
  click: Click,
  read: ActionRequest | undefined,
): Promise<Breakable | Refusal> {
  const place = click.messageTs === undefined ? 'in_confirmation' : 'in_request_message';
  const request = await checkClick(deps, read, click, place);
  if (request instanceof Refusal) return request;
  const isConfirmation = request.state === 'unconfirmed';
  if (!works('break_glass', request) || isConfirmation !== (place === 'in_confirmation')) return refuseMovedOn(request);
  const stranger = isConfirmation
    ? BUTTONS.run_it.refuse(await isOnePerson(deps.team, request.requester, click.person))
    : undefined;
  if (stranger !== undefined) return stranger;
  const { action, environment } = request.asked.entry;
  const entry = findEntry(deps.allowlist(), action, environment) ?? request.asked.entry;
  const reading = await readPerson(deps.team, click.person, [entry.breakGlass]);
  return BUTTONS.break_glass.refuse({ entry, reading }) ?? (await refuseLate(deps, request)) ?? { request, reading };
}

/**
 * Goes ahead without the approvals and through a freeze, with a reason. All other checks apply: only what was asked for
 * runs, and the requester must still be allowed to ask.
 */
export const breakGlass = (
  deps: BreakGlassDeps,
  click: Click,
  reason: string | undefined,
): Promise<ActionRequest | Refusal> =>
  decideByClick(deps, 'break_glass', click, (read) => breakAsRead(deps, click, reason?.trim() ?? '', read));

async function breakAsRead(
  deps: BreakGlassDeps,
  click: Click,
  reason: string,
  read: ActionRequest | undefined,
): Promise<Step<ActionRequest | Refusal>> {
  if (reason === '') {
    return new Refusal('reason_missing', 'Breaking glass needs a reason.', 'Press Break glass again and say why.');
  }
  const breakable = await checkBreakable(deps, click, read);
  if (breakable instanceof Refusal) return breakable;
  const { request } = breakable;
  const unusable = isClickedDirectly(request, click)
    ? undefined
    : await refusePlaces(deps.team, request.asked.entry, askedIn(request));
  if (unusable !== undefined) return unusable;
  const checked = await recheckRequest(deps, request, 'current');
  if (isStale(checked)) return proposeVoid(deps, request, checked);
  const reading = await readPerson(deps.team, click.person, [checked.entry.breakGlass]);
  const through = breaksGlassThrough(checked.entry, reading);
  if (through === undefined) {
    return BUTTONS.break_glass.refuse({ entry: checked.entry, reading }) ?? refuseMovedOn(request);
  }
  const guarded = request.state === 'unconfirmed' ? await checkGuards(deps, request) : undefined;
  if (guarded instanceof Refusal) return guarded;
  if (guarded !== undefined) return leave(deps, request, guarded);
  const decision = newDecision(deps, 'break_glass', click.person, { through, groups: reading.groups, reason });
  const brokenGlass = await describe(deps, checked, click.person, decision.at, reason);
  const audit = auditOfDecision(request, decision, reading.standing);
  const facts = { ...audit.facts, missing: brokenGlass.missing, frozen: brokenGlass.freeze !== undefined };
  const move: Move = {
    ...goingAhead(request, checked, brokenGlass),
    decision,
    audit: { ...audit, facts, texts: { reason } },
    lastCheck: checkDecision(deps, request),
    ...(request.state === 'unconfirmed' && { guard: guardOf(deps, request) }),
  };
  return propose(move, (broken) => broken);
}

/** Somebody asked for the same meanwhile. The glass has to be broken on their request. */
async function leave(deps: BreakGlassDeps, request: ActionRequest, joining: Joining): Promise<Refusal> {
  await deps.requests.move(request, leaveFor(request, joining, new Date(deps.clock.now())));
  return new Refusal(
    'request_moved_on',
    'Somebody else has just asked for the same, so you joined their request.',
    'Press Break glass in its request message.',
  );
}

async function describe(
  deps: BreakGlassDeps,
  checked: Rechecked,
  person: string,
  at: Date,
  reason: string,
): Promise<BrokenGlass> {
  const freeze = await findFreeze(deps, checked.entry);
  const missing = checked.progress.slots - checked.progress.filled;
  return { person, at, reason, missing, ...(freeze === undefined ? {} : { freeze }) };
}

function goingAhead(
  request: ActionRequest,
  checked: Rechecked,
  brokenGlass: BrokenGlass,
): Omit<Move, 'audit' | 'decision'> {
  // A preview is not an approval. It still comes before the run, and one that is in progress continues.
  const previews = checked.entry.preview && request.preview === undefined;
  const limit = setDeadline(brokenGlass.at.getTime(), checked.entry.startWithin);
  return {
    event: 'break_glass',
    change: {
      brokenGlass,
      startedAt: request.startedAt ?? brokenGlass.at,
      approvedAt: brokenGlass.at,
      progress: checked.progress,
      heldBy: null,
      ...limit.change,
      ...(previews && { preview: { stage: 'due' } as const }),
    },
    due: [{ work: previews ? 'create_preview' : 'create_run', at: brokenGlass.at }, ...limit.due],
    milestones: [
      ...(request.state === 'unconfirmed' && isAskedElsewhere(request) ? [{ kind: 'posted_elsewhere' } as const] : []),
      { kind: 'glass_broken' },
    ],
  };
}
