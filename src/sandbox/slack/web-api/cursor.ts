import { stringOf } from '../json.ts';
import { ApiRefusal } from '../refusal.ts';

export function cursorFor(start: number): string {
  return Buffer.from(`next:${start}`).toString('base64');
}

/** Throws `invalid_cursor`. */
export function cursorStart(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  const start = stringOf(
    Buffer.from(cursor, 'base64')
      .toString()
      .match(/^next:(\d+)$/)?.[1],
  );
  if (start === undefined) throw new ApiRefusal('invalid_cursor');
  return Number(start);
}
