import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres.ts';
import { openEmbedded, openServer } from './backend.ts';
import { join, nothingYet, type Summary, simulateSeeds } from './simulate-seeds.ts';

/** `npm run simulate -- --seconds 60 --seed 1 --replicas 2`: one process for each core, each on a database of its own. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    /** At most so many histories in each process. */
    histories: { type: 'string', default: 'Infinity' },
    replicas: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
    /** Of one process: every so many seeds. */
    every: { type: 'string' },
    /** Only this kind of trouble; may be given several times. */
    only: { type: 'string', multiple: true, default: [] },
    /** On PGlite instead of a server. */
    embedded: { type: 'boolean', default: false },
    /** Ends at the first failure without shrinking it. */
    stop: { type: 'boolean', default: false },
    /** Prints what the bot logs. */
    trace: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function simulateHere(every: number): Promise<Summary> {
  const postgres = values.embedded ? undefined : await startPostgres(process.env);
  const backend = postgres === undefined ? await openEmbedded() : await openServer(postgres.url);
  const { seed, seconds, histories, replicas, only, stop, trace } = values;
  const numbers = { seed: Number(seed), seconds: Number(seconds), histories: Number(histories), every };
  return simulateSeeds(
    backend,
    { ...numbers, only, stop, trace, replicas: replicas === undefined ? undefined : Number(replicas) },
    say,
  );
}

function simulateThere(index: number, every: number): Promise<Summary> {
  const seed = String(Number(values.seed) + index);
  const child = fork(import.meta.filename, [...process.argv.slice(2), '--seed', seed, '--every', String(every)]);
  return new Promise((resolve, reject) => {
    child.once('message', (summary) => resolve(summary as Summary));
    child.once('exit', (code) => reject(new Error(`A process of the simulation ended with ${code}.`)));
  });
}

if (process.send !== undefined && values.every !== undefined) {
  const summary = await simulateHere(Number(values.every));
  process.send(summary, () => process.exit(0));
} else {
  const began = performance.now();
  const processes = Number(values.processes);
  const all = await Promise.all(
    processes === 1
      ? [simulateHere(1)]
      : Array.from({ length: processes }, (_, index) => simulateThere(index, processes)),
  );
  const total = nothingYet();
  for (const summary of all) join(total, summary);
  const seconds = (performance.now() - began) / 1_000;
  const { histories, steps, elapsed, statements, ended, injected, violations } = total;
  say(
    `${histories} histories from seed ${values.seed} on, ${steps} steps, ${(elapsed / 3_600_000).toFixed(1)} simulated hours`,
  );
  say(
    `${Math.round((steps / seconds) * 60)} steps a minute, ${Math.round(elapsed / 1_000 / seconds)} simulated seconds a second, ${Math.round(statements / seconds)} statements a second`,
  );
  say(`ended: ${JSON.stringify(ended)}`);
  say(`faults: ${JSON.stringify(injected)}`);
  say(`violations: ${violations}`);
  process.exit(violations === 0 ? 0 : 1);
}
