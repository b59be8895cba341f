import type { ActionRequest } from '../../domain/request.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

/** What became of a request: before and after the move. */
export interface Moved {
  readonly before: ActionRequest;
  readonly after: ActionRequest;
  readonly move: Move;
}

/** Wraps the store and reports every move that was made. */
export function tellMoves(requests: RequestStore, told: (moved: Moved) => void): RequestStore {
  return {
    ...requests,
    async move(before, move) {
      const after = await requests.move(before, move);
      if (after !== undefined) told({ before, after, move });
      return after;
    },
  };
}
