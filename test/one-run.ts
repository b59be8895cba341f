import { expect } from 'vitest';
import type { TerraformSandbox } from '../src/sandbox/terraform/server.ts';

type Call = TerraformSandbox['calls'][number];

const posts = (terraform: TerraformSandbox, path: RegExp): readonly Call[] =>
  terraform.calls.filter((call) => call.method === 'POST' && path.test(call.path));

/** Calls that create a run, whatever their result. */
export const createCalls = (terraform: TerraformSandbox): readonly Call[] => posts(terraform, /\/runs$/);

/** The ids of runs confirmed over the API, one per call. */
export const confirmedRuns = (terraform: TerraformSandbox): readonly string[] =>
  posts(terraform, /\/actions\/apply$/).map(({ path }) => /\/runs\/([^/]+)\//.exec(path)?.[1] ?? path);

/** Promise 4: at most one run was applied, and no other was ever confirmed. */
export function expectAtMostOneApplied(terraform: TerraformSandbox): void {
  const applied = runsOf(terraform).filter(({ status }) => status === 'applied' || status === 'errored');
  expect(applied.length).toBeLessThanOrEqual(1);
  expect(new Set(confirmedRuns(terraform)).size).toBeLessThanOrEqual(1);
  for (const id of confirmedRuns(terraform)) expect(applied.map((run) => run.id)).toContain(id);
}

const runsOf = (terraform: TerraformSandbox) => terraform.runs('acme-prod');
