/** Reads this many bytes of a log from an offset: fewer if the service returns fewer, and none past the end. */
export type ReadBytes = (offset: number, limit: number) => Promise<Uint8Array>;

/** Bytes per call, at the start of a log and at the end of a long one. */
const CHUNK = 64 * 1024;
export const HEAD = 1024 * 1024;
const TAIL = 256 * 1024;
/** Bytes per call for the part in between, if it is read. */
const LONG_CHUNK = 1024 * 1024;
/** Bytes processed without a pause. Lines may be short, and the rest of the program must not starve. */
const SLICE = 64 * 1024;

/** The log's own marks. The end mark counts only as the last byte read. */
const [STARTS, ENDS] = [2, 3];
/** The delay before reading again a log that has no end yet (milliseconds). */
const LOOKS_AGAIN = [500, 1_000, 2_000] as const;

/** Our own limit, for a server that returns data at every offset. */
const LONGEST = 2 ** 40;

/** Receives a log in chunks. */
export interface LogTaker {
  take(bytes: Uint8Array): void;
  /** Something is missing between this chunk and the last one. */
  gap(): void;
  /** Whether the middle of the log matters, and not only its start and end. */
  wantsAll(): boolean;
}

export interface Pacing {
  readonly wait: (milliseconds: number) => Promise<void>;
  /** No further chunk of the middle is needed. */
  readonly isLate: () => boolean;
}

/** `whole`: from the start mark to the end mark, with nothing missing. */
export type Poured = 'whole' | 'unended' | 'too_long';

/**
 * Reads a log in chunks and passes each on at once, so that a long log is never in memory. Reads the start, then the
 * middle if it is wanted and there is time, otherwise the end, which names the failure in a plain-text log.
 */
export async function pourLog(readBytes: ReadBytes, taker: LogTaker, pacing: Pacing): Promise<Poured> {
  const pour = startPouring(readBytes, taker, pacing);
  const start = await pour({ from: 0, upTo: HEAD, chunk: CHUNK });
  if (start.ended !== undefined) return start.ended;
  let from = start.at;
  if (taker.wantsAll()) {
    const middle = await pour({ from, upTo: LONGEST, chunk: LONG_CHUNK, until: pacing.isLate });
    if (middle.ended !== undefined) return middle.ended;
    from = middle.at;
  }
  const size = await findSize(readBytes, from);
  const tailFrom = Math.max(from, size - TAIL);
  if (tailFrom > from) taker.gap();
  const end = await pour({ from: tailFrom, upTo: tailFrom + 2 * TAIL, chunk: CHUNK });
  return tailFrom > from ? 'too_long' : (end.ended ?? 'too_long');
}

interface Span {
  readonly from: number;
  readonly upTo: number;
  readonly chunk: number;
  readonly until?: () => boolean;
}

interface Reached {
  readonly at: number;
  /** Nothing follows this offset. */
  readonly ended?: Poured;
}

function startPouring(readBytes: ReadBytes, taker: LogTaker, { wait }: Pacing): (span: Span) => Promise<Reached> {
  let hasMark = false;
  let looks = 0;
  const give = async (piece: Uint8Array, at: number): Promise<boolean> => {
    if (at === 0) hasMark = piece[0] === STARTS;
    const ended = piece.at(-1) === ENDS;
    const to = piece.length - (ended ? 1 : 0);
    for (let from = at === 0 && hasMark ? 1 : 0; from < to; from += SLICE) {
      taker.take(piece.subarray(from, Math.min(to, from + SLICE)));
      if (from + SLICE < to) await new Promise((resolve) => setImmediate(resolve));
    }
    return ended;
  };
  return async ({ from, upTo, chunk, until = () => false }) => {
    let at = from;
    while (at < upTo && !until()) {
      const limit = Math.min(chunk, upTo - at);
      const piece = await readBytes(at, limit);
      if (piece.length > 0) {
        if (await give(piece, at)) return { at: at + piece.length, ended: 'whole' };
        at += piece.length;
        // Storage that ignores ranges would send everything for every offset.
        if (piece.length > limit) return { at, ended: at >= HEAD ? 'too_long' : hasMark ? 'unended' : 'whole' };
        continue;
      }
      const pause = hasMark ? LOOKS_AGAIN[looks] : undefined;
      // Servers without marks simply stop.
      if (pause === undefined) return { at, ended: hasMark || at === 0 ? 'unended' : 'whole' };
      looks += 1;
      await wait(pause);
    }
    return { at };
  };
}

/** Finds the end of a log to within one chunk: doubles the offset until there is nothing, then bisects. */
async function findSize(readBytes: ReadBytes, atLeast: number): Promise<number> {
  const isBehind = async (offset: number): Promise<boolean> => (await readBytes(offset, 1)).length === 0;
  let inside = atLeast;
  let behind = 2 * atLeast;
  while (behind < LONGEST && !(await isBehind(behind))) {
    inside = behind;
    behind *= 2;
  }
  while (behind - inside > CHUNK) {
    const middle = Math.floor((inside + behind) / 2);
    if (await isBehind(middle)) behind = middle;
    else inside = middle;
  }
  return behind;
}
