import type { DecisionKind } from '../../domain/audit-kinds.ts';
import { BUTTONS, type ButtonId } from '../../domain/buttons.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { CountsThrough, Standing, UserGroups } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest, Decision } from '../../domain/request.ts';
import type { Click } from '../guarding/find-clicked-request.ts';
import { moveUntilTaken, type Step } from '../guarding/move-until-taken.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';

export interface DecisionDeps {
  readonly allowlist: () => Allowlist;
  readonly revision: string | undefined;
  readonly requests: RequestStore;
  readonly clock: Clock;
}

type DecisionOf<Kind extends DecisionKind> = Decision & { readonly kind: Kind };
type AuditKindOf<Kind extends DecisionKind> = (typeof BUTTONS)[Kind]['audit'];

/** A person's decision, with how they counted and under which allowlist. */
export function newDecision<Kind extends DecisionKind>(
  deps: DecisionDeps,
  kind: Kind,
  person: string,
  counted: { readonly through: CountsThrough | 'requester'; readonly groups?: UserGroups; readonly reason?: string },
): DecisionOf<Kind> {
  return {
    kind,
    person,
    at: new Date(deps.clock.now()),
    countedThrough: counted.through,
    ...(counted.groups === undefined ? {} : { groupsReadAt: counted.groups.readAt }),
    allowlist: deps.allowlist().hash,
    ...(deps.revision === undefined ? {} : { revision: deps.revision }),
    ...(counted.reason === undefined ? {} : { reason: counted.reason }),
  };
}

/**
 * The audit record of a decision, without its reason: that is free text and stored separately. If somebody counted under
 * another id than the one they clicked with, the record has both.
 */
export const auditOfDecision = <Kind extends DecisionKind>(
  request: ActionRequest,
  decision: DecisionOf<Kind>,
  standing?: Pick<Standing, 'otherId'>,
) => ({
  // The compiler does not follow a generic key through the table.
  kind: BUTTONS[decision.kind].audit as AuditKindOf<Kind>,
  request: request.id,
  actor: decision.person,
  facts: {
    counted_through: decision.countedThrough,
    groups_read_at: decision.groupsReadAt?.toISOString() ?? null,
    allowlist: decision.allowlist,
    revision: decision.revision ?? null,
    digest: request.digest,
    ...(standing?.otherId === undefined ? {} : { other_id: standing.otherId }),
  },
});

/** Moves the request whose button a person pressed. Begins again when somebody else was first, and records a refusal. */
export async function decideByClick<Answer>(
  deps: DecisionDeps,
  button: ButtonId,
  click: Click,
  step: (request: ActionRequest | undefined) => Promise<Step<Answer | Refusal>>,
): Promise<Answer | Refusal> {
  const answer = await moveUntilTaken<Answer | Refusal>(deps.requests, click.requestId, step);
  return answer instanceof Refusal ? recordRefusal(deps, button, click, answer) : answer;
}

/** Refusals are recorded too. */
export async function recordRefusal(
  deps: DecisionDeps,
  button: ButtonId,
  click: Click,
  refusal: Refusal,
): Promise<Refusal> {
  await deps.requests.note({
    kind: 'press.refused',
    // A button's value comes from outside, so only an id may enter the chain, which is permanent.
    ...(REQUEST_ID.test(click.requestId) ? { request: click.requestId } : {}),
    actor: click.person,
    facts: { button, code: refusal.code, ...inForce(deps) },
  });
  return refusal;
}

const REQUEST_ID = /^[0-9a-f]{32}$/;

/** What a person typed and was refused. It is free text and stored separately. */
export async function recordRefusedAsking(
  deps: DecisionDeps,
  ask: { readonly person: string; readonly channel: string; readonly asked: string },
  refusal: Refusal,
): Promise<Refusal> {
  await deps.requests.note({
    kind: 'request.refused',
    actor: ask.person,
    facts: { code: refusal.code, channel: ask.channel, ...inForce(deps) },
    texts: { asked: ask.asked },
  });
  return refusal;
}

/** The allowlist under which something was decided or refused. */
export const inForce = (deps: Pick<DecisionDeps, 'allowlist' | 'revision'>) => ({
  allowlist: deps.allowlist().hash,
  revision: deps.revision ?? null,
});
