import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { startPostgres } from '../postgres.ts';
import { openEmbedded, openServer } from './backend.ts';
import { fingerprint, historyOf, shrink } from './draw-history.ts';
import { runHistory } from './history.ts';

const LENGTH = 50;
const SHRINKING = 60;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: 'Infinity' },
    replicas: { type: 'string' },
    trace: { type: 'boolean', default: false },
    embedded: { type: 'boolean', default: false },
    stop: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const realNow = performance.now.bind(performance);

const postgres = values.embedded ? undefined : await startPostgres(process.env);
const backend = postgres === undefined ? await openEmbedded() : await openServer(postgres.url);

const injected = new Map<string, number>();
const ended: Record<string, number> = {};
let [histories, steps, elapsed, statements, violations] = [0, 0, 0, 0, 0];
const began = realNow();
const isTime = (): boolean => realNow() - began < Number(values.seconds) * 1_000;
const first = Number(values.seed);
for (let seed = first; isTime() && histories < Number(values.histories); seed += 1) {
  const replicas = values.replicas === undefined ? 1 + (seed % 3) : Number(values.replicas);
  const [drawn] = fc.sample(historyOf(seed, replicas, LENGTH), { seed, numRuns: 1 });
  if (drawn === undefined) break;
  const told = await runHistory(backend, drawn);
  histories += 1;
  steps += told.steps;
  elapsed += told.elapsed;
  statements += told.statements;
  for (const [kind, times] of told.injected) injected.set(kind, (injected.get(kind) ?? 0) + times);
  for (const [state, times] of Object.entries(told.ended)) ended[state] = (ended[state] ?? 0) + times;
  if (values.trace) say(told.trace);
  if (values.once) say(`seed ${seed}: ${fingerprint(told)} ${told.violation ?? 'good'} ${JSON.stringify(told.ended)}`);
  if (told.violation !== undefined) {
    violations += 1;
    say(`seed ${seed}, ${replicas} replicas, step ${told.steps}: ${told.violation}`);
    if (values.stop) break;
    if (!values.once) {
      const small = await shrink(backend, drawn, (left, why) => say(`  ${left} steps: ${why.slice(0, 200)}`), SHRINKING);
      say(JSON.stringify(small.drawn));
    }
  }
  if (values.once) break;
}
const seconds = (realNow() - began) / 1_000;
say(`${histories} histories from seed ${first} on, ${steps} steps, ${Math.round(elapsed / 60_000)} simulated minutes`);
say(`${Math.round((steps / seconds) * 60)} steps a minute, ${Math.round(elapsed / 1_000 / seconds)} simulated seconds a second, ${Math.round(statements / seconds)} statements a second`);
say(`ended: ${JSON.stringify(ended)}`);
say(`faults: ${JSON.stringify(Object.fromEntries(injected))}`);
say(`violations: ${violations}`);
process.exit(violations === 0 ? 0 : 1);
