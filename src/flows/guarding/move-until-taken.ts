import type { ActionRequest } from '../../domain/request.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

/** A move of the request as it was just read, and the result once the move is made. */
export class Proposal<Answer> {
  readonly move: Move;
  readonly taken: (moved: ActionRequest) => Answer | Promise<Answer>;

  constructor(move: Move, taken: (moved: ActionRequest) => Answer | Promise<Answer>) {
    this.move = move;
    this.taken = taken;
  }
}

/** The result of a step: a proposed move, or an answer that needs no move. */
export type Step<Answer> = Answer | Proposal<Answer>;

/** Proposes a move. `taken` computes the answer from the moved request. */
export function propose(move: Move): Proposal<void>;
export function propose<Answer>(move: Move, taken: Proposal<Answer>['taken']): Proposal<Answer>;
export function propose(move: Move, taken: Proposal<unknown>['taken'] = () => undefined): Proposal<unknown> {
  return new Proposal(move, taken);
}

/** How many times in a row a move may fail at the same version. */
const SAME_VERSION_AT_MOST = 5;

/** A move that keeps failing although nobody else moves the request. */
export class NeverTaken extends Error {
  constructor({ id, version }: ActionRequest, { event }: Move) {
    super(
      `Request ${id} did not move with ${event}: ${SAME_VERSION_AT_MOST} times nobody else had moved it since it was read (version ${version}). A check in the transaction says no, and the step before it does not see why.`,
    );
    this.name = 'NeverTaken';
  }
}

/**
 * Moves a request by compare-and-set. Reads it, calls the step, and starts again with a fresh reading if somebody else
 * was first. The step gets `undefined` if the request does not exist.
 * Losing a race is normal and repeated without limit, since each loss means that the request has moved. If a move fails
 * at the same version, its own `lastCheck`, `guard` or fence stopped it, and the next step has to notice that. A step
 * that never does would repeat for ever, so this throws `NeverTaken`.
 */
export async function moveUntilTaken<Answer>(
  requests: Pick<RequestStore, 'find' | 'move'>,
  requestId: string,
  step: (request: ActionRequest | undefined) => Step<Answer> | Promise<Step<Answer>>,
): Promise<Answer> {
  let lost = { version: 0, times: 0 };
  for (;;) {
    const request = await requests.find(requestId);
    const next = await step(request);
    if (!(next instanceof Proposal)) return next;
    if (request === undefined) throw new Error(`Request ${requestId} is gone, so it cannot ${next.move.event}.`);
    const moved = await requests.move(request, next.move);
    if (moved !== undefined) return next.taken(moved);
    const { version } = request;
    lost = { version, times: version === lost.version ? lost.times + 1 : 1 };
    if (lost.times === SAME_VERSION_AT_MOST) throw new NeverTaken(request, next.move);
  }
}
