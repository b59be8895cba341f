import type { PersonId } from './person.ts';
import type { ActionRequest, BrokenGlass } from './request.ts';
import { keptOf } from './run.ts';

/** Replaces a parameter's value. */
const FORGOTTEN = '(forgotten)';

/**
 * A settled request without names, free text and parameter values. Ids, states, times and the allowlist's content stay.
 * The run's message is removed because it names people, and service responses because they may repeat a value. Without
 * its salt the digest reveals nothing.
 */
export function forgetRequest(request: ActionRequest, at: Date): ActionRequest {
  const { ended: _ended, outcome: _, hint: __, excerpt: ___, ending: ____, blocked: _____, run, ...others } = request;
  const { actionProgress: _______, heldBy: ________, freezeAhead: _________, ...kept } = others;
  const { salt: ______, ...asked } = request.asked;
  const { brokenGlass } = request;
  return {
    ...kept,
    requesterName: request.requester,
    asked: {
      ...asked,
      parameters: Object.fromEntries(Object.keys(asked.parameters).map((name) => [name, FORGOTTEN])),
    },
    decisions: request.decisions.map(({ reason: _reason, ...decision }) => decision),
    ...(brokenGlass && { brokenGlass: forgetGlass(brokenGlass) }),
    ...(run === undefined ? {} : { run: { ...keptOf(run), message: '' } }),
    forgottenAt: at,
  };
}

/** A freeze from chat has a reason that somebody typed. */
function forgetGlass({ freeze, ...glass }: BrokenGlass): BrokenGlass {
  return { ...glass, reason: FORGOTTEN, ...(freeze === undefined ? {} : { freeze: { ...freeze, reason: FORGOTTEN } }) };
}

/**
 * Another person's settled request without the reasons of the freezes that this person added. The sentences for the
 * previous release are removed too, since they repeat a reason. `undefined` if the request has no such reason.
 */
export function forgetFreezesOf(request: ActionRequest, author: PersonId): ActionRequest | undefined {
  let found = false;
  const forget = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(forget);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, forget(member)]));
    if (members.author !== author || typeof members.reason !== 'string') return members;
    found = true;
    return { ...members, reason: FORGOTTEN };
  };
  const { heldBy, freezeAhead, brokenGlass, ended, ending, outcome, hint, ...others } = request;
  const reasons = { heldBy, freezeAhead, brokenGlass, ended, ending };
  const kept = Object.entries(forget(reasons) as typeof reasons).filter(([, value]) => value !== undefined);
  if (!found) return undefined;
  return {
    ...others,
    ...Object.fromEntries(kept),
    ...(ending === undefined ? {} : { ending: { ...(forget(ending) as typeof ending), because: '' } }),
    ...(ended === undefined && outcome !== undefined ? { outcome: FORGOTTEN } : {}),
  };
}
