/** Our own limit (bytes). Of a longer line only the start is kept, and it is not used for counting. */
const LONGEST_LINE = 2 * 1024 * 1024;
const [LINE_FEED, BRACE] = [10, 123];

export interface LineSplitter {
  take(bytes: Uint8Array): void;
  /** The next chunk does not continue this one, so both partial lines are dropped. */
  gap(): void;
  /** The log has ended, and its last line may lack a line feed. */
  end(): void;
  /** A line was longer than the limit. */
  readonly cut: boolean;
}

/** Splits bytes into lines without breaking characters, and limits the length of each line. */
export function splitLines(give: (line: string) => void): LineSplitter {
  let carried: Uint8Array[] = [];
  let length = 0;
  let cut = false;
  /** Skips everything up to the next line feed. */
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
    // Copies the bytes, so that the much larger chunk can be freed.
    carried.push(rest.slice());
    length += rest.length;
    if (length <= LONGEST_LINE) return;
    cut = true;
    const start = joined(carried).subarray(0, LONGEST_LINE);
    carried = [];
    length = 0;
    skipping = true;
    // A partial event is worthless, for people too.
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
