import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { systemClock } from 'pg-boss';
import { onTestFinished } from 'vitest';
import { appendAudit } from '../../src/store/audit-log.ts';
import { reachSockets } from '../../src/store/socket-path.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { type BotProcess, startProcess } from '../bot-process.ts';
import { compiled } from '../compiled.ts';
import { allowlistWith } from '../conversation.ts';
import { anasRequest, audit } from '../store/requests.ts';
import type { Services } from './run-command.ts';

/** Opens the embedded store, fills it, and closes it. */
export async function fillStore(dataDir: string, fill: (store: Store) => Promise<void>): Promise<void> {
  const onError = (error: unknown): never => {
    throw error;
  };
  const store = await openStore({ dataDir, clock: systemClock, onError });
  try {
    await fill(store);
  } finally {
    await store.close();
  }
}

/** A denied request of Ana's, an open one of Cem's, and this many long refusals. */
export async function addRecords({ database, requests }: Store, refusals: number): Promise<void> {
  const denied = anasRequest({ state: 'denied', settledAt: new Date('2026-03-02T04:00:00.000Z') });
  await requests.add(denied, audit('request.asked', denied, { texts: { requester: 'Ana' } }), []);
  const open = anasRequest({ requester: 'U0CEM00001', requesterName: 'Cem', id: 'c'.repeat(32) });
  await requests.add(open, audit('request.asked', open, { actor: 'U0CEM00001', texts: { requester: 'Cem' } }), []);
  await database.kysely.transaction().execute(async (transaction) => {
    for (let index = 0; index < refusals; index += 1) {
      const refused = audit('request.refused', undefined, { texts: { asked: `${index} `.repeat(500) } });
      await appendAudit(transaction, refused, new Date(), (bytes) => randomBytes(bytes).toString('hex'));
    }
  });
}

export const environmentOf = ({ env, folder }: Services, dataDir: string): Readonly<Record<string, string>> => ({
  ...{ ...env, SLACK_APP_TOKEN: 'xapp-sandbox-app', DATA_DIR: dataDir, PORT: '0', NODE_ENV: 'production' },
  TF_ACTION_CONFIG: join(folder, 'actions.yml'),
});

/** Starts the bot on the directory, with the allowlist of a conversation. */
export async function startBot(services: Services, dataDir: string): Promise<BotProcess> {
  writeFileSync(join(services.folder, 'actions.yml'), allowlistWith());
  const bot = startProcess(environmentOf(services, dataDir));
  await bot.writes(/"msg":"started"/);
  return bot;
}

/** Asks for an export over the bot's socket, and resolves with the first piece of the answer. */
export async function beginExport(dataDir: string): Promise<Socket> {
  const socket = connect(reachSockets(dataDir).path('commands.sock'));
  onTestFinished(() => void socket.destroy());
  socket.write(`${JSON.stringify({ command: 'audit export', options: { format: 'jsonl' } })}\n`);
  await new Promise((resolve) => socket.once('readable', () => resolve(socket.read(1))));
  return socket;
}

/** The command with an output that nobody reads before `end`. */
export function startUnread(env: Readonly<Record<string, string>>, words: readonly string[]) {
  const child = spawn(process.execPath, [compiled('src/cli/tf-action.ts'), ...words], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const begun = new Promise((resolve) => child.stdout.once('readable', resolve));
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    begun,
    end: async () => {
      child.stdout.resume();
      return { code: await ended, complaints };
    },
  };
}
