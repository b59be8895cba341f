import { isApproved } from '../domain/approval.ts';
import { variablesOf } from '../domain/parameters.ts';
import { explainRefusedCreation } from '../domain/refused-creation.ts';
import type { ActionRequest } from '../domain/request.ts';
import { writeRunMessage } from '../domain/run-message.ts';
import type { Clock } from './clock.ts';
import { expireRequest } from './expire-request.ts';
import type { Creation } from './hcp-terraform.ts';
import { type Held, type HoldDeps, holdRequest, isLost } from './hold-request.ts';
import { keepRun } from './keep-run.ts';
import type { RequestRecord } from './request-record.ts';
import { voidRequest } from './void-request.ts';

/** A run whose creation got no answer is looked for so long after it (milliseconds), one look each. */
export const LOOKS = [2_000, 10_000, 30_000, 90_000] as const;

export interface CreateDeps extends HoldDeps {
  readonly record: RequestRecord;
  readonly clock: Clock;
  readonly randomHex: () => string;
}

/**
 * Creates the one run of an approved request. What is allowed and approved is held just before; the intention is on the
 * record before the call; the call is made once; and an answer that tells nothing leaves the request `creating`, to be
 * looked for by its token.
 */
export async function createRun(deps: CreateDeps, requestId: string): Promise<void> {
  const request = await deps.record.find(requestId);
  if (request?.state !== 'approved') return;
  if (request.deadline !== undefined && request.deadline.getTime() <= deps.clock.now()) {
    return expireRequest(deps, requestId);
  }
  if (request.createNotBefore !== undefined && request.createNotBefore.getTime() > deps.clock.now()) return;
  const held = await holdRequest(deps, request, 'current');
  if (isLost(held)) return voidRequest(deps, request, held);
  if (!isApproved(held.progress)) {
    return voidRequest(deps, request, { because: 'somebody who approved it may no longer approve it' });
  }
  const token = request.token ?? deps.randomHex();
  const creating = await deps.record.move(request, {
    event: 'create',
    change: { token, creatingSince: new Date(deps.clock.now()), blocked: null },
    audit: {
      kind: 'run.creating',
      request: request.id,
      actor: 'bot',
      facts: {
        digest: request.digest,
        address: request.frozen.entry.address,
        workspace: request.frozen.workspaceId,
        allowlist: deps.allowlist().hash,
        counting: held.counting.join(' '),
      },
    },
  });
  if (creating === undefined) return;
  const creation = await deps.terraform.createRun(runToCreate(creating, token, held));
  await take(deps, creating, creation);
}

function runToCreate(request: ActionRequest, token: string, held: Held) {
  const { frozen } = request;
  return {
    connection: frozen.entry.connection,
    workspaceId: frozen.workspaceId,
    configurationVersionId: frozen.configurationVersionId,
    address: frozen.entry.address,
    message: writeRunMessage(request, token, held.names),
    variables: variablesOf(frozen.entry.parameters, frozen.parameters),
  };
}

async function take(deps: CreateDeps, creating: ActionRequest, creation: Creation): Promise<void> {
  if (creation.kind === 'created') return keepRun(deps, creating.id, creation.run, 'created');
  const request = await deps.record.find(creating.id);
  if (request?.state !== 'creating') return;
  const moved = await moveOn(deps, request, creation);
  if (moved === undefined) await take(deps, creating, creation);
}

async function moveOn(
  deps: CreateDeps,
  request: ActionRequest,
  creation: Exclude<Creation, { kind: 'created' }>,
): Promise<ActionRequest | undefined> {
  const now = deps.clock.now();
  const audit = (kind: string, facts: Record<string, string | number>, said: string) =>
    ({ kind, request: request.id, actor: 'bot', facts, texts: { said } }) as const;
  if (creation.kind === 'refused') {
    const { outcome, hint } = explainRefusedCreation(creation.status, creation.said);
    return deps.record.move(request, {
      event: 'refuse_creation',
      change: { settledAt: new Date(now), deadline: null, outcome, hint },
      audit: audit('run.creation_refused', { status: creation.status }, creation.said),
      milestones: [{ kind: 'settled' }],
    });
  }
  if (creation.kind === 'unknown') {
    return deps.record.move(request, {
      event: 'note',
      change: { looksDone: 0 },
      audit: audit('run.creation_unknown', {}, creation.why),
      due: [{ work: 'find_run', at: new Date(now + LOOKS[0]), attempt: 0 }],
      milestones: [{ kind: 'creation_unknown' }],
    });
  }
  return postpone(deps, request, creation);
}

/** There is no run. A Withdraw or an expiry that was kept meanwhile needs none any more. */
function postpone(
  deps: CreateDeps,
  request: ActionRequest,
  creation: Extract<Creation, { kind: 'later' }>,
): Promise<ActionRequest | undefined> {
  const now = deps.clock.now();
  const audit = {
    kind: 'run.creation_postponed',
    request: request.id,
    actor: 'bot',
    facts: { why: creation.why },
    texts: { said: creation.said },
  } as const;
  const { ending } = request;
  if (ending !== undefined) {
    return deps.record.move(request, {
      event: ending.state === 'withdrawn' ? 'withdraw' : 'expire',
      change: { settledAt: new Date(now), deadline: null, outcome: `${ending.because}. Nothing was run.` },
      audit,
      milestones: [{ kind: 'settled' }],
    });
  }
  const blocked =
    creation.why === 'busy'
      ? { by: 'conflict' as const, what: creation.said, who: undefined, since: request.blocked?.since ?? new Date(now) }
      : null;
  const createNotBefore = new Date(now + creation.afterMilliseconds);
  return deps.record.move(request, {
    event: 'postpone',
    change: { blocked, createNotBefore },
    audit,
    due: [{ work: 'create_run', at: createNotBefore }],
  });
}
