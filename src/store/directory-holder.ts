import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The process that uses a directory, as written in its file `held-by.json`. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** The socket on which the holder proves that it is alive. */
  readonly socket: string;
  /** The kernel's boot id: equal for all processes and containers of one running kernel. */
  readonly machine: string;
  /** Updated every few seconds for processes on other machines, which cannot reach the socket. */
  readonly lastSign: string;
}

/** How often the holder updates the file, and how long another machine waits for an update (milliseconds). */
const SIGN = 2_000;
export const WAIT_FOR_SIGN = 3 * SIGN;

/** Writes into the directory that this process uses it. The returned function removes the entry. */
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
      // A full disk must not stop the socket, which processes on this machine rely on.
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
 * Finds a holder on another machine that shares the directory over a network file system, which sockets do not cross.
 * Waits this long (milliseconds) for an update of the file. Skipped after a clean stop and on the machine that used the
 * directory last.
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
