import { after } from '../../domain/duration.ts';
import { isRehearsal } from '../../domain/entry.ts';
import type { StaleReason } from '../../domain/outcome.ts';
import { LOOKS } from '../../domain/owed-work.ts';
import { awaitsPreview } from '../../domain/preview.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { reasonOf } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import type { WorkspaceFacts } from '../../domain/workspace-fault.ts';
import { findFreeze } from '../guarding/find-freeze.ts';
import { isStale, mayGoAhead, recheckRequest, type Stale } from '../guarding/recheck-request.ts';
import type { Creation } from '../ports/hcp-terraform.ts';
import type { Move } from '../ports/request-store.ts';
import { expireRequest } from '../waiting/expire-request.ts';
import { voidRequest } from '../waiting/void-request.ts';
import { waitForFreeze } from '../waiting/wait-for-freeze.ts';
import { type Creatable, type CreateDeps, createOnce, type NotCreated, type RunCourse } from './create-once.ts';
import { keepRun } from './keep-run.ts';

/** Creates the single run of an approved request. Rights and approvals are checked just before. */
export const createRun = (deps: CreateDeps, requestId: string): Promise<void> =>
  createOnce(deps, requestId, APPROVED_RUN);

async function recheckApproved(deps: CreateDeps, requestId: string): Promise<Creatable | undefined> {
  const request = await deps.requests.find(requestId);
  if (request?.state !== 'approved' || awaitsPreview(request)) return undefined;
  const now = deps.clock.now();
  if (request.deadline !== undefined && request.deadline.getTime() <= now) {
    await expireRequest(deps, requestId);
    return undefined;
  }
  const { createNotBefore } = request;
  if (createNotBefore !== undefined && createNotBefore.getTime() > now) {
    await deps.requests.enqueue(request, { work: 'create_run', at: createNotBefore });
    return undefined;
  }
  const checked = await recheckRequest(deps, request, 'just_read');
  if (isStale(checked)) return giveUp(deps, request, checked);
  if (!mayGoAhead(checked)) return giveUp(deps, request, { because: whoMayNoLonger(request) });
  if (checked.glass || (await findFreeze(deps, checked.entry)) === undefined) return { request, checked };
  if (request.brokenGlass !== undefined) return giveUp(deps, request, { because: whoMayNoLonger(request) });
  await waitForFreeze(deps, requestId);
  return undefined;
}

async function giveUp(deps: CreateDeps, request: ActionRequest, stale: Stale): Promise<undefined> {
  await voidRequest(deps, request, stale);
  return undefined;
}

/** A response that is not conclusive leaves the request in `creating`. */
const APPROVED_RUN: RunCourse = {
  work: 'create_run',
  recheck: recheckApproved,
  freezes: ({ glass }) => (glass ? 'pass' : 'stop'),
  tokenOf: ({ token }) => token,
  planOnly: ({ asked }) => (isRehearsal(asked.entry) ? 'rehearsal' : undefined),
  begin: ({ request, checked }, token, now) => ({
    event: 'create',
    change: { token, creatingSince: now, blocked: null, heldBy: null },
    audit: {
      kind: 'run.creating',
      request: request.id,
      actor: 'bot',
      facts: {
        digest: request.digest,
        address: request.asked.entry.address,
        workspace: request.asked.workspaceId,
        allowlist: checked.allowlist,
        counting: checked.counting.map(([id]) => id).join(' '),
        glass_broken: checked.glass,
      },
    },
  }),
  isCreating: ({ state }) => state === 'creating',
  keep: (keeping, requestId, run) => keepRun(keeping, requestId, run, 'created'),
  moveOn,
};

export const whoMayNoLonger = ({ brokenGlass }: ActionRequest): StaleReason => ({
  kind: brokenGlass === undefined ? 'approver_lost_right' : 'glass_lost_right',
});

function moveOn(request: ActionRequest, creation: NotCreated, now: Date, facts: WorkspaceFacts): Move {
  const byBot = { request: request.id, actor: 'bot' } as const;
  if (creation.kind === 'refused') {
    const { status, said } = creation;
    return {
      event: 'refuse_creation',
      change: {
        settledAt: now,
        deadline: null,
        ...endedAs({
          kind: 'creation_refused',
          status,
          said,
          workspace: { name: request.asked.workspaceName, ...facts },
        }),
      },
      audit: { kind: 'run.creation_refused', ...byBot, facts: { status }, texts: { said } },
      milestones: [{ kind: 'settled' }],
    };
  }
  if (creation.kind === 'unknown') {
    // If the searches have begun because this process was taken for dead, they are not started again.
    const { looksDone = 0 } = request;
    const first = [{ work: 'find_run', at: after(now, LOOKS[0]), attempt: 0 } as const];
    return {
      event: 'note',
      change: { looksDone },
      audit: { kind: 'run.creation_unknown', ...byBot, facts: {}, texts: { said: creation.why } },
      ...(request.looksDone === undefined ? { due: first, milestones: [{ kind: 'creation_unknown' }] } : {}),
    };
  }
  return postpone(request, creation, now);
}

/** There is no run, so a Withdraw or expiry that was waiting for it can take effect. */
function postpone(request: ActionRequest, creation: Extract<Creation, { kind: 'later' }>, now: Date): Move {
  const audit = {
    kind: 'run.creation_postponed',
    request: request.id,
    actor: 'bot',
    facts: { why: creation.why },
    texts: { said: creation.said },
  } as const;
  const { ending } = request;
  if (ending !== undefined) {
    return {
      event: ending.state === 'withdrawn' ? 'withdraw' : 'expire',
      change: {
        settledAt: now,
        deadline: null,
        ...endedAs({ kind: 'ended_without_run', why: reasonOf(ending) }),
      },
      audit,
      milestones: [{ kind: 'settled' }],
    };
  }
  const blocked =
    creation.why === 'busy'
      ? { by: 'conflict' as const, what: creation.said, who: undefined, since: request.blocked?.since ?? now }
      : null;
  const createNotBefore = after(now, creation.afterMilliseconds);
  return {
    event: 'postpone',
    change: { blocked, createNotBefore },
    audit,
    due: [{ work: 'create_run', at: createNotBefore }],
  };
}
