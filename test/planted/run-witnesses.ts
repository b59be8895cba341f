import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createVitest, type TestCase, type TestSpecification, type Vitest } from 'vitest/node';
import type { Witness } from './planted-defect.ts';

interface Finding {
  /** The first failed test and its message. Absent if all passed. */
  readonly failed?: { readonly test: string; readonly said: string };
  /** How many tests passed before it. */
  readonly passed: number;
}

export interface Witnesses {
  /** Runs until the first failure. Throws if a file could not be loaded, since then nothing was noticed. */
  run(witness: Witness): Promise<Finding>;
  /** Writes a source file of the copy and invalidates its loaded version. */
  write(path: string, source: string): void;
  close(): Promise<void>;
}

/** One vitest for all defects, so that its server and database start only once. */
export async function startWitnesses(root: string): Promise<Witnesses> {
  let finding: Finding = { passed: 0 };
  const take = async (test: TestCase): Promise<void> => {
    const { state, errors } = test.result();
    if (state === 'passed') finding = { ...finding, passed: finding.passed + 1 };
    if (state !== 'failed' || finding.failed !== undefined) return;
    finding = { ...finding, failed: { test: test.fullName, said: errors?.[0]?.message ?? '' } };
    // Later tests would take time and add nothing.
    void vitest.cancelCurrentRun('test-failure');
  };
  const vitest: Vitest = await createVitest('test', {
    ...{ root, config: join(root, 'vitest.config.ts'), watch: false, isolate: true },
    reporters: [{ onTestCaseResult: take }],
  });
  await vitest.standalone();
  return {
    async run(witness) {
      finding = { passed: 0 };
      await compile(root);
      const specification = specificationOf(vitest, root, witness);
      const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
      const errors = [...testModules.flatMap((module) => module.errors()), ...unhandledErrors];
      if (finding.failed === undefined && errors.length > 0)
        throw new Error(`its tests could not be loaded: ${messageOf(errors[0])}`);
      return finding;
    },
    write(path, source) {
      writeFileSync(path, source);
      vitest.invalidateFile(path);
    },
    close: () => vitest.close(),
  };
}

function specificationOf(vitest: Vitest, root: string, { file, titled }: Witness): TestSpecification {
  const options = titled === undefined ? {} : { testNamePattern: titled };
  return vitest.getRootProject().createSpecification(join(root, file), options);
}

/** Processes that the tests start run the compiled program. */
async function compile(root: string): Promise<void> {
  mkdirSync(join(root, 'node_modules', '.cache', 'tf-action'), { recursive: true });
  await promisify(execFile)(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.test.json'], { cwd: root });
}

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
