/** Ours (bytes): of a longer line only its start is looked at, and it tells nothing that has to be counted. */
const LONGEST_LINE = 2 * 1024 * 1024;
const [LINE_FEED, BRACE] = [10, 123];

export interface LineSplitter {
  take(bytes: Uint8Array): void;
  /** What follows does not go on where this ended: both halves of cut lines are dropped. */
  gap(): void;
  /** The log is over, and its last line may have no end of its own. */
  end(): void;
  /** Some line was longer than what is kept. */
  readonly cut: boolean;
}

/** Takes bytes as they come and gives whole lines, so that no character is taken apart and no line grows without bound. */
export function splitLines(give: (line: string) => void): LineSplitter {
  let carried: Uint8Array[] = [];
  let length = 0;
  let cut = false;
  /** Until the next line feed nothing counts. */
  let skipping = false;

  const giveAll = (bytes: Uint8Array): void => {
    for (const line of new TextDecoder().decode(bytes).split('\n')) give(line);
  };
  const flush = (rest: Uint8Array): void => {
    const line = skipping ? undefined : joined([...carried, rest]);
    carried = [];
    length = 0;
    skipping = false;
    if (line !== undefined && line.length > 0) giveAll(line);
  };
  const carry = (rest: Uint8Array): void => {
    if (skipping || rest.length === 0) return;
    // A copy, since what it is part of is much larger and would stay with it.
    carried.push(rest.slice());
    length += rest.length;
    if (length <= LONGEST_LINE) return;
    cut = true;
    const start = joined(carried).subarray(0, LONGEST_LINE);
    carried = [];
    length = 0;
    skipping = true;
    // Half of an event is none, and not for people either.
    if (start[0] !== BRACE) giveAll(start);
  };
  return {
    get cut() {
      return cut;
    },
    take: (bytes) => {
      const first = bytes.indexOf(LINE_FEED);
      if (first === -1) return carry(bytes);
      flush(bytes.subarray(0, first));
      const last = bytes.lastIndexOf(LINE_FEED);
      if (last > first) giveAll(bytes.subarray(first + 1, last));
      carry(bytes.subarray(last + 1));
    },
    gap: () => {
      carried = [];
      length = 0;
      skipping = true;
    },
    end: () => flush(new Uint8Array()),
  };
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
