import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Proofs that take minutes: tables of every person and every button, thousands of histories, processes that are killed.
 * They run where everything does, as in CI, or where they are named.
 */
const PROOFS = 'test/proofs';
const withProofs = process.env.TF_ACTION_TEST_ALL === '1' || process.argv.some((argument) => argument.includes(PROOFS));
if (!withProofs) process.stdout.write(`left out: ${PROOFS} (TF_ACTION_TEST_ALL=1 runs all)\n`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(withProofs ? [] : [`${PROOFS}/**`])],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 3,
    // Loading the program for every file anew would take longer than most files.
    isolate: false,
  },
});
