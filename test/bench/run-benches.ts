import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { sayMachine } from './machine.ts';
import { say, sayJson, sayProgress, sayTable, type Table } from './table.ts';

/** The benches in order. Each has its own process, so that none inherits another's heap. */
const BENCHES: Readonly<Record<string, (options: Options) => Promise<Table>>> = {
  f: async () => (await import('./measure-engine.ts')).measureEngine(),
  c: async ({ short }) => (await import('./measure-acknowledging.ts')).measureAcknowledging(short),
  e: async ({ runs }) => (await import('./measure-restart.ts')).measureRestart(runs?.[0]),
  a: async ({ runs }) => (await import('./measure-following.ts')).measureFollowing(runs),
  d: async ({ short }) => (await import('./measure-memory.ts')).measureMemory(short),
  b: async () => (await import('./measure-slack.ts')).measureSlack(),
  g: async ({ short }) => (await import('./measure-embedded-start.ts')).measureEmbeddedStart(short),
};

interface Options {
  /** Only these numbers of runs, for the bench that has several. */
  readonly runs: readonly number[] | undefined;
  /** Shortens everything that takes real time. */
  readonly short: boolean;
}

async function runOne(letter: string, options: Options): Promise<void> {
  const table = await BENCHES[letter]?.(options);
  if (table === undefined)
    throw new Error(`There is no bench ${letter}; there are ${Object.keys(BENCHES).join(', ')}.`);
  say(sayTable(table));
  say(sayJson(table));
}

/** Returns the number of failed benches. A missed goal is not a failure, but what a bench is for. */
async function runAll(chosen: readonly string[]): Promise<number> {
  say(sayMachine());
  let broken = 0;
  for (const letter of chosen) {
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [
        '--expose-gc',
        import.meta.filename,
        '--one',
        ...process.argv.slice(2).filter((argument) => argument.startsWith('--')),
        letter,
      ],
      { stdio: 'inherit' },
    );
    const [code] = await once(child, 'exit');
    if (code !== 0) broken += 1;
    sayProgress(`${letter} took ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  }
  return broken;
}

const { values, positionals } = parseArgs({
  options: { one: { type: 'boolean' }, short: { type: 'boolean', default: false }, runs: { type: 'string' } },
  allowPositionals: true,
});
if (values.one === true) {
  await runOne(positionals[0] ?? '', { runs: values.runs?.split(',').map(Number), short: values.short });
  process.exit(0);
}
process.exitCode = await runAll(positionals.length === 0 ? Object.keys(BENCHES) : positionals);
