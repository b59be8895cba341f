import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { allowlistText } from './bench-team.ts';
import type { Row, Table } from './table.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/tf-action.js', import.meta.url));

/** The interval between memory measurements, and the time after a start until it counts as idle (milliseconds). */
const LOOK = 25;
const REST = 30_000;

/** MiB and seconds. */
interface Measured {
  readonly startedAfter: number;
  readonly processor: number;
  readonly highest: number;
  readonly resting: number;
}

/** Measures the first start in an empty directory, and the next one in the same. */
export async function measureEmbeddedStart(short: boolean): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-bench-'));
  const [slack, terraform] = [await startSlack(), await startTerraform({})];
  try {
    const file = join(folder, 'actions.yml');
    writeFileSync(file, allowlistText());
    const environment = {
      ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', TFE_TOKEN: 'tfe-sandbox-token' },
      ...{ SLACK_API_URL: slack.url, TFE_ADDRESS: terraform.url, TF_ACTION_CONFIG: file, PORT: '0' },
      ...{ DATA_DIR: join(folder, 'data'), NODE_ENV: 'production', PATH: process.env.PATH },
    };
    const rest = short ? REST / 6 : REST;
    const first = await measureOne(environment, rest);
    const next = await measureOne(environment, rest);
    return tableOf(first, next, rest);
  } finally {
    await terraform.close();
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOne(env: NodeJS.ProcessEnv, rest: number): Promise<Measured> {
  const began = performance.now();
  const bot = spawn(process.execPath, [PROGRAM, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let highest = 0;
  const looks = setInterval(() => {
    highest = Math.max(highest, memoryOf(bot.pid ?? 0));
  }, LOOK);
  try {
    await started(bot);
    const startedAfter = (performance.now() - began) / 1_000;
    const processor = processorTimeOf(bot.pid ?? 0);
    await new Promise((resolve) => setTimeout(resolve, rest));
    return { startedAfter, processor, highest, resting: memoryOf(bot.pid ?? 0) };
  } finally {
    clearInterval(looks);
    const ended = once(bot, 'exit');
    bot.kill('SIGTERM');
    await ended;
  }
}

function started({ stdout }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('"msg":"started"')) resolve();
    });
    stdout?.once('end', () => reject(new Error(`It did not start:\n${said}`)));
  });
}

/** The memory of a process and its children (MiB). 0 if unknown. */
function memoryOf(pid: number): number {
  try {
    const [, kibibytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + memoryOf(Number(child)), Number(kibibytes) / 1_024);
  } catch {
    return 0;
  }
}

/** Clock ticks per second. Linux reports 100 to all programs. */
const TICKS = 100;

/** The CPU time of a process (seconds). */
function processorTimeOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function tableOf(first: Measured, next: Measured, rest: number): Table {
  const row = (what: string, of: keyof Measured, atMost: readonly [number, number], digits: number): Row => ({
    what,
    cells: [first, next].map((measured, index) => ({ value: measured[of], digits, atMost: atMost[index] ?? 0 })),
  });
  return {
    bench: 'g',
    title: 'Start with the embedded database, on a directory that is empty and again',
    columns: ['first start', 'next start'],
    rows: [
      row('started after (s)', 'startedAfter', [5, 3], 2),
      {
        what: 'processor time until then, on all cores (s)',
        cells: [first, next].map(({ processor }) => ({ value: processor, digits: 2 })),
      },
      row('highest memory of the whole process tree (MiB)', 'highest', [450, 450], 0),
      row(`memory ${rest / 1_000} s after the start (MiB)`, 'resting', [320, 320], 0),
    ],
    notes: [
      `Resident memory of the process and of all that it starts, looked at every ${LOOK} ms; Linux alone tells it.`,
      'The program as it is shipped, with a Slack and an HCP Terraform on the same machine.',
    ],
  };
}
