import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import type { CommandOutput } from '../assemble/commands/command.ts';
import { systemClock } from '../main.ts';
import { readVersion } from './version.ts';

export interface AuditCommand {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a line of the result. */
  readonly write: (line: string) => void;
  /** Writes a line about a problem. */
  readonly complain: (line: string) => void;
}

/** This program, as a command that works on the store sees it. */
export const here = { clock: systemClock, version: readVersion() };

/** Output to lines, and to this stream if the command sends pieces. */
export function toLines(
  { write, complain }: Pick<AuditCommand, 'write' | 'complain'>,
  pieces?: Writable,
): CommandOutput {
  // The write that fails reports it.
  pieces?.on('error', () => {});
  return {
    write: async (line) => write(line),
    complain: async (line) => complain(line),
    send: (piece) =>
      new Promise((resolve, reject) => {
        if (pieces === undefined) reject(new Error('This command prints lines only.'));
        else pieces.write(piece, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Throws if the folder of this file does not exist. */
export function refuseNoFolder(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) throw new Error(`The folder ${folder} does not exist. Create it, or name another file.`);
}
