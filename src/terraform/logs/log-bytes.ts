/** Reads so many bytes of a log from an offset on: fewer where the service gives fewer, and none behind its end. */
export type ReadBytes = (offset: number, limit: number) => Promise<Uint8Array>;

/** Bytes a call, from the start, and of the end of a log that is longer. */
const CHUNK = 64 * 1024;
export const HEAD = 1024 * 1024;
const TAIL = 256 * 1024;
/** Bytes a call of what lies between the two, where it is read at all. */
const LONG_CHUNK = 1024 * 1024;
/** Given on at once (bytes): lines may be very short, and the rest of the program has its turn in between. */
const SLICE = 64 * 1024;

/** The log's own marks; the end counts only as the last byte of what was read. */
const [STARTS, ENDS] = [2, 3];
/** A log that has begun and not ended is looked at again after so long (milliseconds). */
const LOOKS_AGAIN = [500, 1_000, 2_000] as const;

/** Ours: a server that has something at every offset is not searched for ever. */
const LONGEST = 2 ** 40;

/** Takes a log as it comes. */
export interface LogTaker {
  take(bytes: Uint8Array): void;
  /** Something between what was taken and what will be is left out. */
  gap(): void;
  /** Whether any part of it may tell something, and not its start and its end alone. */
  wantsAll(): boolean;
}

export interface Pacing {
  readonly wait: (milliseconds: number) => Promise<void>;
  /** No further piece between the start and the end is asked for. */
  readonly isLate: () => boolean;
}

/** `whole`: from its mark of the start to its mark of the end, with nothing left out. */
export type Poured = 'whole' | 'unended' | 'too_long';

/**
 * Reads a log in pieces and gives each on at once, so that a very long one is never in memory: its start, then all of it
 * where that is wanted and as long as there is time, and else its end, since that says why a plain one failed.
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
  /** There is nothing behind it. */
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
        // Storage that knows no limits sends everything at once, and would again for every offset.
        if (piece.length > limit) return { at, ended: at >= HEAD ? 'too_long' : hasMark ? 'unended' : 'whole' };
        continue;
      }
      const pause = hasMark ? LOOKS_AGAIN[looks] : undefined;
      // Servers without marks just stop.
      if (pause === undefined) return { at, ended: hasMark || at === 0 ? 'unended' : 'whole' };
      looks += 1;
      await wait(pause);
    }
    return { at };
  };
}

/** Where the log ends, give or take a chunk: doubling until there is nothing, then halving. */
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
