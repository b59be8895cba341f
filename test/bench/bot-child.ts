import { randomBytes } from 'node:crypto';
import { assemble, type Bot } from '../../src/assemble/bot.ts';
import { openLog } from '../../src/assemble/log.ts';
import { systemClock } from '../../src/main.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import { readAllowlist } from './bench-team.ts';
import type { BotSettings, FromBot, ToBot } from './bot-process.ts';

/** The shipped wiring in its own process, controlled by messages. Its log is written as usual and discarded. */
let bot: Bot | undefined;

const tell = (message: FromBot): void => void process.send?.(message);

async function start({ variables, allowlist, database }: BotSettings): Promise<void> {
  const environment = readEnvironment({ PORT: '0', DATA_DIR: 'never-opened', ...variables }, () => '');
  const errors = new Map<string, number>();
  const log = openLog('info', environment.secretValues, {
    write: (line) => {
      const { level, msg, err } = JSON.parse(line) as {
        level: number | string;
        msg: string;
        err?: { message?: string };
      };
      if (level === 'info' || level === 30) return;
      const what = `${msg}: ${err?.message?.slice(0, 120) ?? ''}`;
      errors.set(what, (errors.get(what) ?? 0) + 1);
      if (errors.get(what) === 1) process.stderr.write(`  the bot says: ${what}\n`);
    },
  });
  const read = readAllowlist(allowlist);
  bot = await assemble(environment, () => read, {
    ...{ clock: systemClock, log, database },
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  });
  tell({ kind: 'started', port: bot.port });
}

/** The smallest of several measurements, since the bot may be working during one. */
async function readMemory(): Promise<void> {
  let heap = Number.POSITIVE_INFINITY;
  for (let look = 0; look < LOOKS; look += 1) {
    global.gc?.();
    heap = Math.min(heap, process.memoryUsage().heapUsed);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
  tell({ kind: 'memory', heap, resident: process.memoryUsage().rss });
}

const LOOKS = 12;
const BETWEEN_LOOKS = 170;

async function stop(): Promise<void> {
  await bot?.stop();
  process.exit(0);
}

process.on('message', (message: ToBot) => {
  if (message.kind === 'start') void start(message.settings);
  else if (message.kind === 'memory') void readMemory();
  else void stop();
});
tell({ kind: 'loaded' });
