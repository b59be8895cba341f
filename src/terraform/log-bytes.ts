/** Reads so many bytes of a log from an offset on; fewer than asked for at its end, and none behind it. */
export type ReadBytes = (offset: number, limit: number) => Promise<Uint8Array>;

/** Bytes a call, from the start, and of the end of a log that is longer. */
export const CHUNK = 64 * 1024;
export const HEAD = 1024 * 1024;
const TAIL = 256 * 1024;

/** The log's own marks; the end counts only as the last byte of what was read. */
const [STARTS, ENDS] = [2, 3];
/** A log that has begun and not ended is looked at again after so long (milliseconds). */
const LOOKS_AGAIN = [500, 1_000, 2_000] as const;

/** Ours: a server that has something at every offset is not searched for ever. */
const LONGEST = 2 ** 40;

export interface LogBytes {
  readonly head: Uint8Array;
  /** Of a log that is longer than what is read of its start; `undefined` where nothing lies between the two. */
  readonly tail: Uint8Array | undefined;
  /** From its mark of the start to its mark of the end, with nothing left out. */
  readonly whole: boolean;
}

/** Reads a log in pieces, so that a very long one is never in memory. */
export async function readLogBytes(
  readBytes: ReadBytes,
  wait: (milliseconds: number) => Promise<void>,
): Promise<LogBytes> {
  const start = await readUpTo(readBytes, { from: 0, atMost: HEAD, wait });
  const hasMark = start.bytes[0] === STARTS;
  if (start.ended || start.bytes.length < HEAD) {
    // Servers without marks just stop.
    return { head: start.bytes, tail: undefined, whole: start.ended || (!hasMark && start.bytes.length > 0) };
  }
  const size = await findSize(readBytes, HEAD);
  const from = Math.max(HEAD, size - TAIL);
  const end = await readUpTo(readBytes, { from, atMost: 2 * TAIL, wait });
  if (from > HEAD) return { head: start.bytes, tail: end.bytes, whole: false };
  return { head: joined([start.bytes, end.bytes]), tail: undefined, whole: end.ended };
}

interface Span {
  readonly from: number;
  readonly atMost: number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

async function readUpTo(
  readBytes: ReadBytes,
  { from, atMost, wait }: Span,
): Promise<{ bytes: Uint8Array; ended: boolean }> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let looks = 0;
  while (length < atMost) {
    const piece = await readBytes(from + length, Math.min(CHUNK, atMost - length));
    pieces.push(piece);
    length += piece.length;
    if (piece.at(-1) === ENDS) return { bytes: joined(pieces), ended: true };
    if (piece.length > 0) continue;
    const pause = pieces[0]?.[0] === STARTS ? LOOKS_AGAIN[looks] : undefined;
    if (pause === undefined) break;
    looks += 1;
    await wait(pause);
  }
  return { bytes: joined(pieces), ended: false };
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

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}

/** The lines that were read as a whole; one that was cut into is left out, and so is half a character. */
export function linesOf({ head, tail }: LogBytes): readonly string[] {
  const first = textOf(head);
  if (tail === undefined) return first.split('\n');
  const last = textOf(tail);
  return [
    ...first.slice(0, first.lastIndexOf('\n') + 1).split('\n'),
    ...last.slice(last.indexOf('\n') + 1).split('\n'),
  ];
}

const textOf = (bytes: Uint8Array): string => {
  const from = bytes[0] === STARTS ? 1 : 0;
  const to = bytes.at(-1) === ENDS ? bytes.length - 1 : bytes.length;
  return new TextDecoder().decode(bytes.subarray(from, Math.max(from, to)));
};
