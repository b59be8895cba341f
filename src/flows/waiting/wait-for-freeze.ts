import { type ApprovalTime, lacksTimeOfFreeze, timeUnderFreeze } from '../../domain/approval-time.ts';
import type { Entry } from '../../domain/entry.ts';
import { type Freeze, nextFreeze } from '../../domain/freeze.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { type FreezeDeps, findFreeze } from '../guarding/find-freeze.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Due, Move, RequestStore } from '../ports/request-store.ts';

/**
 * How often to check whether a freeze was removed from the allowlist, or lifted by another process, before its end
 * (milliseconds).
 */
const LOOK_AGAIN = 60_000;

type WaitForFreezeDeps = FreezeDeps & { readonly requests: RequestStore };

const isSame = (one: Freeze | undefined, other: Freeze | undefined): boolean =>
  one?.name === other?.name && one?.until.getTime() === other?.until.getTime();

/**
 * Updates the freeze of a request that has no run yet: holds the request while a freeze applies and continues it
 * afterwards. Requests with broken glass are never held.
 */
export function waitForFreeze(deps: WaitForFreezeDeps, requestId: string): Promise<void> {
  return moveUntilTaken<void>(deps.requests, requestId, async (request) => {
    if (request?.state !== 'awaiting_approval' && request?.state !== 'approved') return undefined;
    const freeze = request.brokenGlass === undefined ? await findFreeze(deps, request.asked.entry) : undefined;
    if (isSame(request.heldBy, freeze)) {
      for (const due of dueAfter(deps, request, freeze)) await deps.requests.enqueue(request, due);
      return undefined;
    }
    return propose(noteFreeze(deps, request, freeze));
  });
}

function noteFreeze(deps: WaitForFreezeDeps, request: ActionRequest, freeze: Freeze | undefined): Move {
  const time = timeUnderFreeze(request, freeze, new Date(deps.clock.now()));
  const { entry } = request.asked;
  const next = freeze === undefined && time.deadline !== undefined ? dueAtNextFreeze(deps, entry, time.deadline) : [];
  return {
    event: 'note',
    change: { heldBy: freeze ?? null, ...time },
    audit: {
      kind: freeze === undefined ? 'request.released' : 'request.held',
      request: request.id,
      actor: 'bot',
      facts: { until: freeze?.until.toISOString() ?? null },
      texts: { freeze: (freeze ?? request.heldBy)?.name ?? '' },
    },
    due: [...dueAfter(deps, request, freeze), ...dueOf(time), ...next],
    milestones: freeze === undefined ? [] : [{ kind: 'held', freeze }],
  };
}

const dueOf = ({ deadline, remindAt }: ApprovalTime): readonly Due[] => [
  ...(deadline === undefined ? [] : [{ work: 'expire_request', at: deadline } as const]),
  ...(remindAt === undefined ? [] : [{ work: 'remind_request', at: remindAt } as const]),
];

function dueAfter(deps: WaitForFreezeDeps, request: ActionRequest, freeze: Freeze | undefined): readonly Due[] {
  const now = deps.clock.now();
  if (freeze !== undefined) {
    return [{ work: 'hold_frozen', at: new Date(Math.min(freeze.until.getTime(), now + LOOK_AGAIN)) }];
  }
  if (request.state !== 'approved') return [];
  const { createNotBefore, heldBy } = request;
  const isLater = createNotBefore !== undefined && createNotBefore.getTime() > now;
  // Creating may have found a freeze that ended a moment later. Then nothing was recorded and nobody else continues
  // the request.
  if (heldBy === undefined && isLater) return [];
  return [{ work: 'create_run', at: isLater ? createNotBefore : new Date(now) }];
}

/** A check when the entry's next planned freeze begins, if that is before this time. */
export function dueAtNextFreeze(
  deps: Pick<FreezeDeps, 'allowlist' | 'clock'>,
  entry: Entry,
  before: Date,
): readonly Due[] {
  const next = nextFreeze(deps.allowlist().freezes, entry, new Date(deps.clock.now()));
  return next !== undefined && next.from < before ? [{ work: 'hold_frozen', at: next.from }] : [];
}

/**
 * Records a freeze that was missed, for example while the bot was stopped, if the approvals expired during it. They get
 * the freeze's time back. `undefined` if no freeze held when they expired.
 */
export async function noteMissedFreeze(deps: WaitForFreezeDeps, request: ActionRequest): Promise<Move | undefined> {
  const { deadline, asked, brokenGlass, heldBy, state } = request;
  if (state !== 'awaiting_approval' || deadline === undefined || brokenGlass !== undefined) return undefined;
  const freeze = await findFreeze(deps, asked.entry, deadline);
  if (freeze === undefined || (isSame(heldBy, freeze) && !lacksTimeOfFreeze(request))) return undefined;
  return noteFreeze(deps, request, freeze);
}
