/** Where the output of an operator's command goes: a terminal, a file, or the socket of a running bot. */
export interface CommandOutput {
  /** A line of the result. Like the others, resolves once there is room for more, and rejects if nobody reads it. */
  write(line: string): Promise<void>;
  /** A line about a problem. */
  complain(line: string): Promise<void>;
  /** A piece of an export or a backup, as it is. */
  send(piece: string | Uint8Array): Promise<void>;
}

/** Parses its options, which are JSON, and returns the exit code: 0 success, 1 faults found, 2 could not run. */
type RunCommand = (options: unknown, output: CommandOutput) => Promise<number>;

export type CommandTable = Readonly<Record<string, RunCommand>>;

/** What the command line asks a running bot, as one line of JSON. */
export interface Asked {
  readonly command: string;
  readonly options: unknown;
}

/** What the bot answers, one line of JSON each. An answer is complete only if it ends with `exit`. */
export type Answered =
  | { readonly line: string }
  | { readonly complaint: string }
  | { readonly text: string }
  /** In Base64. */
  | { readonly bytes: string }
  | { readonly exit: number };

/** The socket's name in the data directory. */
export const COMMAND_SOCKET = 'commands.sock';

/** Splits a stream into lines without reading ahead. Throws if a line is longer than `longest`. */
export async function* readLines(input: AsyncIterable<Buffer>, longest = Number.POSITIVE_INFINITY) {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...pieces, chunk.subarray(from, end)]).toString();
      [pieces, length, from] = [[], 0, end + 1];
    }
    pieces.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longest) throw new Error('The line is too long.');
  }
}
