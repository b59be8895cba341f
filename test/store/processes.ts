import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DatabasePlace } from '../../src/store/database.ts';
import { compiled } from '../compiled.ts';
import { collectHappenings, type Happenings } from './happenings.ts';

export interface Child {
  readonly pid: number;
  /** Its output, line by line. */
  readonly lines: Happenings<string>;
  /** Resolves once such a line is printed. Rejects if the process ends before. */
  says(beginning: string): Promise<string>;
  /** Resolves once this many lines are printed. Rejects if the process ends before. */
  saysLines(count: number): Promise<void>;
  /** Like the kernel when memory is short. */
  kill(): Promise<void>;
  /** Its exit code and standard error. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
}

const living = new Set<Child>();

/** Cleans up after a failed test. */
export async function killChildren(): Promise<void> {
  await Promise.all([...living].map((child) => child.kill()));
}

export function startChild(does: string, place: DatabasePlace): Child {
  const child = loadChild(does, place);
  child.begin();
  return child;
}

/** Loading takes longer than the test's subject, so the next one can be loaded while another still works. */
export function loadChild(does: string, place: DatabasePlace): Child & { readonly begin: () => void } {
  // It is too short-lived to benefit from optimizing the embedded database's code.
  const child = spawn(
    process.execPath,
    ['--liftoff-only', compiled('test/store/child.ts'), does, JSON.stringify(place)],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const lines = collectHappenings<string>();
  const listeners = new Set<(line: string) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.add(line);
    for (const listener of listeners) listener(line);
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code, errors }));
  const failed = ({ code }: { code: number | null }): never => {
    throw new Error(`The process ended with ${code} before it said what was waited for:\n${errors}`);
  };
  const started = {
    pid: child.pid ?? 0,
    lines,
    ended,
    begin: () => void child.stdin.write('begin\n'),
    saysLines: async (count: number) => {
      await Promise.race([lines.first(count), ended.then(failed)]);
    },
    says: (beginning: string) =>
      new Promise<string>((resolve, reject) => {
        const listener = (line: string): void => {
          if (!line.startsWith(beginning)) return;
          listeners.delete(listener);
          resolve(line);
        };
        const said = lines.all.find((line) => line.startsWith(beginning));
        if (said !== undefined) return resolve(said);
        listeners.add(listener);
        ended.then(failed).catch(reject);
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
  living.add(started);
  void ended.then(() => living.delete(started));
  return started;
}
