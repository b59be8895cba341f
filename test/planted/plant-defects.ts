/**
 * Plants small defects in a copy of the tree, one at a time, and runs the tests that must notice each. Without the
 * defect they must pass. Fails if a defect is not noticed or no longer applies. `npm run planted -- --only NAME` plants
 * only those whose name contains NAME.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import prettyMilliseconds from 'pretty-ms';
import { ALL_DEFECTS } from './all-defects.ts';
import { type PlantedDefect, plant } from './planted-defect.ts';
import { startWitnesses, type Witnesses } from './run-witnesses.ts';
import { copyTree } from './tree-copy.ts';

// Includes the proofs, which vitest leaves out by default.
process.env.TF_ACTION_TEST_ALL = '1';
// Most defects show as a wait that never ends.
process.env.TF_ACTION_TEST_WAITS ??= '10000';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is wrong with the defect or its tests, or `undefined` if all of its test files noticed it. */
async function tryDefect(witnesses: Witnesses, root: string, defect: PlantedDefect): Promise<string | undefined> {
  const path = join(root, defect.file);
  const source = readFileSync(path, 'utf8');
  try {
    const planted = plant(source, defect);
    for (const witness of defect.noticedBy) {
      const began = Date.now();
      witnesses.write(path, planted);
      const { failed, passed } = await witnesses.run(witness);
      if (failed === undefined) return `survives ${passed} tests of ${witness.file}`;
      const took = prettyMilliseconds(Date.now() - began);
      witnesses.write(path, source);
      const without = await witnesses.run(witness);
      if (without.failed !== undefined || without.passed === 0)
        return `${without.failed?.test ?? witness.file} fails without it as well`;
      say(`noticed   ${defect.name}\n          ${witness.file} in ${took}: ${failed.test}`);
      say(`          ${failed.said.split('\n', 1)[0]}`);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    witnesses.write(path, source);
  }
}

async function plantAll(defects: readonly PlantedDefect[]): Promise<readonly string[]> {
  const copy = copyTree();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      copy.remove();
      process.exit(1);
    });
  }
  try {
    const witnesses = await startWitnesses(copy.root);
    try {
      const wrong: string[] = [];
      for (const defect of defects) {
        const what = await tryDefect(witnesses, copy.root, defect);
        if (what === undefined) continue;
        say(`NOT NOTICED ${defect.name}: ${what}`);
        wrong.push(defect.name);
      }
      return wrong;
    } finally {
      await witnesses.close();
    }
  } finally {
    copy.remove();
  }
}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const isChosen = ({ name }: PlantedDefect): boolean => values.only?.some((part) => name.includes(part)) ?? true;
const chosen = ALL_DEFECTS.filter(isChosen);
if (chosen.length === 0) throw new Error(`There is no defect ${values.only?.join(', ')}.`);
const wrong = await plantAll(chosen);
say(`${chosen.length - wrong.length} of ${chosen.length} defects noticed.`);
process.exit(wrong.length === 0 ? 0 : 1);
