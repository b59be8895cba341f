/**
 * Plants small defects in a copy of the tree, one at a time, and runs the tests that have to notice each. Fails where one
 * is not noticed or cannot be planted any more. `npm run planted -- --only NAME` plants those whose name contains NAME,
 * and `--at-once` leaves out the run that shows that all these tests pass without a defect.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import prettyMilliseconds from 'pretty-ms';
import { ALL_DEFECTS } from './all-defects.ts';
import { type PlantedDefect, plant, type Witness } from './planted-defect.ts';
import { startWitnesses, type Witnesses } from './run-witnesses.ts';
import { copyTree } from './tree-copy.ts';

// Proofs are among the tests that have to notice; vitest leaves them out unless it is told not to.
process.env.TF_ACTION_TEST_ALL = '1';
// Most defects show in that somebody waits in vain.
process.env.TF_ACTION_TEST_WAITS ??= '10000';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is wrong with the defect or its tests, or `undefined` where every test file that it names noticed it. */
async function tryDefect(witnesses: Witnesses, root: string, defect: PlantedDefect): Promise<string | undefined> {
  const path = join(root, defect.file);
  const source = readFileSync(path, 'utf8');
  try {
    witnesses.write(path, plant(source, defect));
    for (const witness of defect.noticedBy) {
      const began = Date.now();
      const { failed, passed } = await witnesses.run([witness]);
      const took = prettyMilliseconds(Date.now() - began);
      if (failed === undefined) return `survives ${passed} tests of ${witness.file}`;
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

/** Without a defect every test has to pass, else it notices nothing. */
async function passWithoutDefects(witnesses: Witnesses, defects: readonly PlantedDefect[]): Promise<boolean> {
  const byFile = new Map<string, Witness>();
  for (const witness of defects.flatMap(({ noticedBy }) => noticedBy)) {
    const before = byFile.get(witness.file);
    byFile.set(witness.file, before === undefined ? witness : eitherOf(before, witness));
  }
  const { failed, passed } = await witnesses.run([...byFile.values()]);
  if (failed !== undefined) say(`fails without any defect: ${failed.test}\n  ${failed.said}`);
  else say(`${passed} tests of ${byFile.size} files pass without a defect.`);
  return failed === undefined;
}

const eitherOf = ({ file, titled: one }: Witness, { titled: other }: Witness): Witness =>
  one === undefined || other === undefined ? { file } : { file, titled: new RegExp(`${one.source}|${other.source}`) };

async function plantAll(defects: readonly PlantedDefect[], isAtOnce: boolean): Promise<readonly string[]> {
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
      if (!isAtOnce && !(await passWithoutDefects(witnesses, defects))) return ['without any defect'];
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

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, 'at-once': { type: 'boolean', default: false } },
});
const isChosen = ({ name }: PlantedDefect): boolean => values.only?.some((part) => name.includes(part)) ?? true;
const chosen = ALL_DEFECTS.filter(isChosen);
if (chosen.length === 0) throw new Error(`There is no defect ${values.only?.join(', ')}.`);
const wrong = await plantAll(chosen, values['at-once']);
say(`${chosen.length - wrong.length} of ${chosen.length} defects noticed.`);
process.exit(wrong.length === 0 ? 0 : 1);
