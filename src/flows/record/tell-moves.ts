import type { ActionRequest } from '../../domain/request.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

/** The record, with somebody told of every move that came about. */
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
