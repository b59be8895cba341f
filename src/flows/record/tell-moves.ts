import type { ActionRequest } from '../../domain/request.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

/** Wraps the store and reports every move that was made. */
export function tellMoves(requests: RequestStore, told: (request: ActionRequest, move: Move) => void): RequestStore {
  return {
    ...requests,
    async move(request, move) {
      const moved = await requests.move(request, move);
      if (moved !== undefined) told(moved, move);
      return moved;
    },
  };
}
