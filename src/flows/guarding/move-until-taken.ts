import type { ActionRequest } from '../../domain/request.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

/** A move of the request as it was just read, and what follows once the move is taken. */
export class Proposal<Answer> {
  readonly move: Move;
  readonly taken: (moved: ActionRequest) => Answer | Promise<Answer>;

  constructor(move: Move, taken: (moved: ActionRequest) => Answer | Promise<Answer>) {
    this.move = move;
    this.taken = taken;
  }
}

/** What a step makes of a reading of the request: a proposal to move it, or an answer that needs no move. */
export type Step<Answer> = Answer | Proposal<Answer>;

/** Proposes a move. `taken` gives the answer from the request as it stands after the move. */
export function propose(move: Move): Proposal<void>;
export function propose<Answer>(move: Move, taken: Proposal<Answer>['taken']): Proposal<Answer>;
export function propose(move: Move, taken: Proposal<unknown>['taken'] = () => undefined): Proposal<unknown> {
  return new Proposal(move, taken);
}

/** How often in a row the same version of a request may fail to move. */
const SAME_VERSION_AT_MOST = 5;

/** A move that never comes about, although nobody else moves the request. */
export class NeverTaken extends Error {
  constructor({ id, version }: ActionRequest, { event }: Move) {
    super(
      `Request ${id} did not move with ${event}: ${SAME_VERSION_AT_MOST} times nobody else had moved it since it was read (version ${version}). A check in the transaction says no, and the step before it does not see why.`,
    );
    this.name = 'NeverTaken';
  }
}

/**
 * Moves a request by compare-and-set. Reads it, asks the step what to do, and begins again with a fresh reading when the
 * move is not taken. The step gets `undefined` when the request is gone.
 *
 * Losing to somebody else is normal, so it is repeated without a limit: each loss means that the request has moved on. A
 * move that is lost at the same version was stopped by its own `lastCheck`, `guard` or fence, which the next step has to
 * find out about by itself. A step that does not would repeat forever, so this throws `NeverTaken` instead.
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
