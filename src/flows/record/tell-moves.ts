import type { ActionRequest } from '../../domain/request.ts';
import type { Move, RequestRecord } from '../ports/request-store.ts';

/** The record, with somebody told of every move that came about. */
export function tellMoves(record: RequestRecord, told: (request: ActionRequest, move: Move) => void): RequestRecord {
  return {
    ...record,
    async move(request, move) {
      const moved = await record.move(request, move);
      if (moved !== undefined) told(moved, move);
      return moved;
    },
  };
}
