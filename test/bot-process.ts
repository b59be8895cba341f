import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { compiled } from './compiled.ts';
import { createTestDatabase } from './postgres.ts';

const ROOT = join(import.meta.dirname, '..');

/** The program as an operator starts it, in a process of its own that can be killed. */
export interface BotProcess {
  /** Everything it has written so far. */
  output(): string;
  /** Resolves once it has written so. */
  writes(what: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** A folder that is gone after the test, with the allowlist in it. */
export function makeFolder(allowlist: string): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'actions.yml');
  writeFileSync(file, allowlist);
  return { folder, file };
}

/** The variable that says where a process keeps its data: on the server where there is one, since the embedded database takes long to make. */
export async function openPlace(folder: string): Promise<Readonly<Record<string, string>>> {
  const server = inject('postgres');
  if (server === undefined) return { DATA_DIR: join(folder, 'data') };
  const { url, drop } = await createTestDatabase(server, inject('postgresTemplate'));
  onTestFinished(drop);
  return { DATABASE_URL: url };
}

/** How an operator starts the program; by default Node with the compiled program, in the repository's folder. */
interface Starting {
  readonly command?: readonly [string, ...string[]];
  readonly cwd?: string;
  /** The user that the process runs as. */
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
    // A group of its own, so that whatever it started goes with it.
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
    // Nobody of the group is left.
  }
}
