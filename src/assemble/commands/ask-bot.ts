import { realpathSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { reachSockets, type Sockets } from '../../store/socket-path.ts';
import { type Answered, type Asked, COMMAND_SOCKET, type CommandOutput, readLines } from './command.ts';

/** The bot stopped before it had answered. What it had sent is not all of it. */
export class BotStopped extends Error {
  constructor(cause?: unknown) {
    super('The bot stopped before this was done, so the output is not complete. Run this again.', { cause });
    this.name = 'BotStopped';
  }
}

/**
 * Has the bot that runs on this data directory run a command, and returns its exit code, or `undefined` if no bot
 * listens there. Throws if the bot stops in the middle.
 */
export async function askBot(dataDir: string, asked: Asked, output: CommandOutput): Promise<number | undefined> {
  const socket = await connectToBot(dataDir);
  if (socket === undefined) return undefined;
  try {
    socket.write(`${JSON.stringify(asked)}\n`);
    for await (const line of readAnswer(socket)) {
      const answered = JSON.parse(line) as Answered;
      if ('exit' in answered) return answered.exit;
      await pass(answered, output);
    }
    throw new BotStopped();
  } finally {
    socket.destroy();
  }
}

async function* readAnswer(socket: Socket): AsyncGenerator<string> {
  try {
    yield* readLines(socket);
  } catch (cause) {
    throw new BotStopped(cause);
  }
}

async function pass(answered: Exclude<Answered, { readonly exit: number }>, output: CommandOutput): Promise<void> {
  if ('line' in answered) await output.write(answered.line);
  else if ('complaint' in answered) await output.complain(answered.complaint);
  else await output.send('text' in answered ? answered.text : Buffer.from(answered.bytes, 'base64'));
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

async function connectToBot(dataDir: string): Promise<Socket | undefined> {
  const sockets = reachDirectory(dataDir);
  if (sockets === undefined) return undefined;
  try {
    return await new Promise<Socket>((resolve, reject) => {
      const socket = connect(sockets.path(COMMAND_SOCKET));
      socket.once('connect', () => resolve(socket));
      socket.once('error', reject);
    });
  } catch (error) {
    // There was never one, or its process died.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ECONNREFUSED') return undefined;
    if (codeOf(error) !== 'EACCES') throw error;
    throw new Error(
      `The bot that runs on ${dataDir} takes commands only from its own user. Run this as that user, or as root.`,
      { cause: error },
    );
  } finally {
    sockets.close();
  }
}

function reachDirectory(dataDir: string): Sockets | undefined {
  try {
    return reachSockets(realpathSync(dataDir));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
