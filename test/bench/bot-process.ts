import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabasePlace } from '../../src/store/database.ts';
import { createTestDatabase, startPostgres } from '../postgres.ts';

export interface BotSettings {
  readonly variables: Readonly<Record<string, string>>;
  /** The content of the file. */
  readonly allowlist: string;
  readonly database: DatabasePlace;
}

export type ToBot =
  | { readonly kind: 'start'; readonly settings: BotSettings }
  | { readonly kind: 'memory' }
  | { readonly kind: 'stop' };

export type FromBot =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'started'; readonly port: number }
  /** Bytes. */
  | { readonly kind: 'memory'; readonly heap: number; readonly resident: number };

export interface BotProcess {
  /** Resolves to the port once it is completely started. */
  start(settings: BotSettings): Promise<number>;
  memory(): Promise<{ readonly heap: number; readonly resident: number }>;
  stop(): Promise<void>;
}

/** The compiled file of a bench's program. */
export const programOf = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** The folder for CPU profiles, to find out what is slow: `BENCH_PROFILE=profiles`. */
const profile = process.env.BENCH_PROFILE;

/** Resolves once the program is loaded. Nothing is started yet. */
export async function loadBot(): Promise<BotProcess> {
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = fork(programOf('bot-child'), { execArgv: ['--expose-gc', ...profiling] });
  await told(child, 'loaded');
  return {
    async start(settings) {
      send(child, { kind: 'start', settings });
      return (await told(child, 'started')).port;
    },
    async memory() {
      send(child, { kind: 'memory' });
      return told(child, 'memory');
    },
    async stop() {
      const ended = once(child, 'exit');
      send(child, { kind: 'stop' });
      await ended;
    },
  };
}

const send = (child: ChildProcess, message: ToBot): void => void child.send(message);

function told<Kind extends FromBot['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<FromBot, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const listen = (message: FromBot): void => {
      if (message.kind !== kind) return;
      child.off('message', listen);
      resolve(message as Extract<FromBot, { kind: Kind }>);
    };
    child.on('message', listen);
    child.once('exit', (code) => reject(new Error(`The bot ended with ${code} before it was ${kind}.`)));
  });
}

export interface BenchDatabase {
  readonly what: 'PostgreSQL' | 'PGlite';
  readonly place: DatabasePlace;
  remove(): Promise<void>;
}

/** A new PostgreSQL server if the machine has one, otherwise a directory. */
export async function makeDatabase(): Promise<BenchDatabase> {
  const server = await startPostgres(process.env);
  if (server === undefined) {
    const dataDir = mkdtempSync(join(tmpdir(), 'tf-action-bench-'));
    return {
      what: 'PGlite',
      place: { dataDir },
      remove: async () => rmSync(dataDir, { recursive: true, force: true }),
    };
  }
  const { url, drop } = await createTestDatabase(server.url);
  const remove = async (): Promise<void> => {
    await drop();
    await server.stop();
  };
  return { what: 'PostgreSQL', place: { databaseUrl: url }, remove };
}
