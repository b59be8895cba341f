import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Who holds a directory, as the file `held-by.json` in it says. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** The socket by which the holder shows that it lives. */
  readonly socket: string;
  /** The same for every process and container of one kernel until it is started anew. */
  readonly machine: string;
  /** Written anew every few seconds, for other machines, which the socket cannot tell anything. */
  readonly lastSign: string;
}

/** How often the holder writes its sign of life, and how long another machine waits for a new one (milliseconds). */
const SIGN = 2_000;
export const WAIT_FOR_SIGN = 3 * SIGN;

/** Says in the directory that this process holds it, until what it gives back is called. */
export function announceHolder(directory: string, socket: string, since: Date): () => void {
  const holder = { pid: process.pid, host: hostname(), since: since.toISOString(), socket, machine: readMachine() };
  const file = holderFile(directory);
  const write = (): void => {
    const draft = join(directory, `held-by.${socket}.json`);
    writeFileSync(draft, `${JSON.stringify({ ...holder, lastSign: new Date().toISOString() })}\n`, { mode: 0o600 });
    renameSync(draft, file);
  };
  write();
  const signs = setInterval(() => {
    try {
      write();
    } catch {
      // A full disk stops no sign that another process on this machine goes by.
    }
  }, SIGN);
  signs.unref();
  return () => {
    clearInterval(signs);
    rmSync(file, { force: true });
  };
}

export function readHolder(directory: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(directory), 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/**
 * Who holds the directory from another machine, to which a network file system gives it too: sockets do not reach there, so
 * this waits so long (milliseconds) for a sign of life. Not asked after a stop in good order, nor on the machine that held it last.
 */
export async function findHolderElsewhere(directory: string, waitForSign: number): Promise<Holder | undefined> {
  const before = readHolder(directory);
  if (before === undefined || before.machine === readMachine()) return undefined;
  await setTimeout(waitForSign);
  const after = readHolder(directory);
  return after !== undefined && after.lastSign !== before.lastSign && after.machine !== readMachine()
    ? after
    : undefined;
}

const holderFile = (directory: string): string => join(directory, 'held-by.json');

function readMachine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return hostname();
  }
}
