import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { compiled } from './compiled.ts';
import { createTestDatabase } from './postgres.ts';

const ROOT = join(import.meta.dirname, '..');

/** The program as an operator starts it, in its own process, so that it can be killed. */
export interface BotProcess {
  /** The output so far. */
  output(): string;
  /** Resolves when the output matches. */
  writes(what: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** A folder with the allowlist. Removed after the test. */
export function makeFolder(allowlist: string): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'actions.yml');
  writeFileSync(file, allowlist);
  return { folder, file };
}

/**
 * The variable for a process's data: a database on the server if there is one, since an embedded database is slow to
 * create.
 */
export async function openPlace(folder: string): Promise<Readonly<Record<string, string>>> {
  const server = inject('postgres');
  if (server === undefined) return { DATA_DIR: join(folder, 'data') };
  const { url, drop } = await createTestDatabase(server, inject('postgresTemplate'));
  onTestFinished(drop);
  return { DATABASE_URL: url };
}

/** How an operator starts the program. Default: Node with the compiled program, in the repository's folder. */
interface Starting {
  readonly command?: readonly [string, ...string[]];
  readonly cwd?: string;
  /** The user of the process. */
  readonly uid?: number;
}

const BY_NODE: readonly [string, ...string[]] = [
  process.execPath,
  '--liftoff-only',
  compiled('src/cli/tf-action.ts'),
  'start',
];

export function startProcess(
  environment: Readonly<Record<string, string>>,
  { command: [program, ...words] = BY_NODE, cwd = ROOT, uid }: Starting = {},
): BotProcess {
  const child: ChildProcess = spawn(program, words, {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group, so that everything it started is killed too.
    detached: true,
    ...(uid === undefined ? {} : { uid }),
  });
  let written = '';
  const listeners = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    written += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  onTestFinished(async () => {
    killGroup(child);
    await ended;
  });
  return {
    output: () => written,
    writes: (what) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!what.test(written)) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        void ended.then((code) => reject(new Error(`It ended with ${code} before it wrote ${what}:\n${written}`)));
        check();
      }),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has no processes left.
  }
}
