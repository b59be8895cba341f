import { spawn } from 'node:child_process';
import { accessSync, chownSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { whoRuns } from './postgres.ts';

/** Debian installs it in a folder that is only in root's `PATH`. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];

/** The program, or `undefined` if this machine has none. That is an error if `TF_ACTION_TEST_ALL` is 1. */
export function findPgBouncer(): string | undefined {
  const found = FOLDERS.map((folder) => join(folder, 'pgbouncer')).find(isProgram);
  const leftOut = 'left out: PgBouncer (no pgbouncer found)';
  if (found !== undefined) return found;
  if (process.env.TF_ACTION_TEST_ALL === '1')
    throw new Error(`${leftOut}, and TF_ACTION_TEST_ALL=1 leaves out nothing`);
  process.stdout.write(`${leftOut}\n`);
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Puts PgBouncer in front of a database's server until the test ends. Returns the database's URL there. */
export async function startPgBouncer(
  program: string,
  databaseUrl: string,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const server = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-pgbouncer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await findFreePort();
  const file = join(folder, 'pgbouncer.ini');
  const host = server.searchParams.get('host') ?? server.hostname;
  const lines = Object.entries({
    ...{ listen_addr: '127.0.0.1', listen_port: port, unix_socket_dir: '', auth_type: 'any', ...settings },
  }).map(([name, value]) => `${name} = ${value}`);
  const database = `* = host=${host} port=${server.port || 5432} user=${server.username}`;
  writeFileSync(file, ['[databases]', database, '[pgbouncer]', ...lines, ''].join('\n'));
  const user = whoRuns(folder);
  if (user.uid !== undefined) chownSync(file, user.uid, user.gid ?? user.uid);
  const pooler = spawn(program, [file], { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => pooler.once('exit', () => resolve()));
  onTestFinished(async () => {
    pooler.kill('SIGQUIT');
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    pooler.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('process up')) resolve();
    });
    pooler.once('error', reject);
    void ended.then(() => reject(new Error(`PgBouncer ended while it started:\n${said}`)));
  });
  return `postgres://${server.username}@127.0.0.1:${port}${server.pathname}`;
}

/** A port on which nothing listens. PgBouncer does not accept port 0. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
