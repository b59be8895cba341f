import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { parseJson } from '../../domain/json-object.ts';
import { reachSockets } from '../../store/socket-path.ts';
import { sayError } from '../say-error.ts';
import { type Answered, COMMAND_SOCKET, type CommandOutput, type CommandTable, readLines } from './command.ts';

export interface CommandServer {
  /** Takes no more commands, and waits at most this long for those that run (milliseconds). */
  close(milliseconds: number): Promise<void>;
}

interface CommandServerParts {
  /** The data directory, which this process has locked. */
  readonly directory: string;
  readonly commands: CommandTable;
  /** This program's version, for a command line of another one. */
  readonly version: string;
  readonly log: Logger;
}

/** Runs commands for the command line, which cannot open an embedded database beside the bot. */
export async function serveCommands(parts: CommandServerParts): Promise<CommandServer> {
  const open = new Map<Socket, Promise<void>>();
  const server = createServer((socket) => {
    // The read or write that fails reports it.
    socket.on('error', () => {});
    const answering = answer(socket, parts).finally(() => {
      open.delete(socket);
      socket.destroySoon();
    });
    open.set(socket, answering);
  });
  const unlink = await listenPrivately(server, realpathSync(parts.directory));
  return {
    async close(milliseconds) {
      unlink();
      server.close();
      // Real time, since a test's clock would not move while the test waits here.
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
      });
      await Promise.race([Promise.all(open.values()), late]);
      clearTimeout(timer);
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

const DRAFT = 'commands.draft';

/**
 * Listens on a socket that only this user can open. It appears with its rights, and replaces the one of a process that
 * died, which nobody else does: this process holds the directory's lock.
 */
async function listenPrivately(server: Server, directory: string): Promise<() => void> {
  const sockets = reachSockets(directory);
  const draft = join(directory, DRAFT);
  const path = join(directory, COMMAND_SOCKET);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(sockets.path(join(DRAFT, 's')), resolve);
  });
  chmodSync(join(draft, 's'), 0o600);
  renameSync(join(draft, 's'), path);
  rmSync(draft, { recursive: true });
  return () => {
    rmSync(path, { force: true });
    sockets.close();
  };
}

/** The longest line that asks for a command, in bytes. */
const LONGEST_ASKED = 1_000_000;

const ASKED = z.object({ command: z.string(), options: z.unknown() });

/** Answers the one command of a connection. Never throws: the reader may be gone. */
async function answer(socket: Socket, { commands, version, log }: CommandServerParts): Promise<void> {
  const output = outputTo(socket);
  try {
    const { value } = await readLines(socket.iterator({ destroyOnReturn: false }), LONGEST_ASKED).next();
    const asked = ASKED.safeParse(parseJson(value ?? ''));
    if (!asked.success) return;
    const { command, options } = asked.data;
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    const exit = run === undefined ? await sayUnknown(output, command, version) : await runSafely(run, options, output);
    log.info({ command, exit }, 'command of the command line');
    await output.answer({ exit });
  } catch (err) {
    log.warn({ err }, 'a command of the command line ended before its answer was read');
  }
}

/** Like a command that runs by itself: an error is a line, and the exit code 2. */
async function runSafely(run: CommandTable[string], options: unknown, output: CommandOutput): Promise<number> {
  try {
    return await run(options, output);
  } catch (error) {
    await output.complain(sayError(error));
    return 2;
  }
}

async function sayUnknown(output: CommandOutput, command: string, version: string): Promise<number> {
  await output.complain(
    `The bot that runs on this data directory is version ${version}, which does not know the command "${command}". Start this version of the bot, and run this again.`,
  );
  return 2;
}

function outputTo(socket: Socket): CommandOutput & { readonly answer: (answered: Answered) => Promise<void> } {
  const answer = (answered: Answered): Promise<void> =>
    new Promise((resolve, reject) => {
      // Called once the piece is with the kernel, so a slow reader slows the command down.
      socket.write(`${JSON.stringify(answered)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  return {
    answer,
    write: (line) => answer({ line }),
    complain: (complaint) => answer({ complaint }),
    send: (piece) =>
      answer(typeof piece === 'string' ? { text: piece } : { bytes: Buffer.from(piece).toString('base64') }),
  };
}
