import type { Run, RunPlan } from '../domain/run.ts';
import type { Secret } from '../flows/ports/secret.ts';
import type { Access } from './calling/access.ts';
import { readDocument, readWithIncludes } from './calling/read.ts';
import { parseDocument } from './documents/json-api.ts';
import { logSourceOf } from './documents/log-source-document.ts';
import { planOf, unreadPlan } from './documents/plan-document.ts';
import { parseRun } from './documents/run-document.ts';

/** `undefined` if the run does not exist or the token must not see it. Throws `Unreachable`. */
export function readRun(access: Access, runId: string): Promise<Run | undefined> {
  return readRunWith(access, runId, access.token, ['plan,apply,created_by', 'plan,apply'], 'follow');
}

/** Permissions are those of the token that reads, so this uses the token that will act. */
export function readRunToAct(access: Access, runId: string): Promise<Run | undefined> {
  return readRunWith(access, runId, access.actingToken, ['plan'], 'read');
}

async function readRunWith(
  access: Access,
  runId: string,
  token: Secret,
  includes: readonly string[],
  urgency: 'read' | 'follow',
): Promise<Run | undefined> {
  const path = `/runs/${encodeURIComponent(runId)}`;
  const parse = (json: unknown): Run | undefined => {
    if (urgency === 'read') keepLogSource(access, json);
    return parseRun(json);
  };
  const run = await readWithIncludes(access, { path, token, urgency }, includes, parse);
  // If the server did not include the plan, it is read separately. Without a plan the run would wait for ever.
  return run?.plan === undefined || run.plan.status !== undefined
    ? run
    : { ...run, plan: await readPlan(access, run.plan.id, token) };
}

/** The included plan names its log, which is read next before confirming. */
function keepLogSource(access: Access, json: unknown): void {
  for (const resource of parseDocument(json)?.included ?? []) {
    const source = resource.type === 'plans' ? logSourceOf(resource) : undefined;
    if (source?.address !== undefined) access.logSources.set(resource.id, source);
  }
}

async function readPlan(access: Access, planId: string, token: Secret): Promise<RunPlan> {
  const path = `/plans/${encodeURIComponent(planId)}`;
  const plan = await readDocument(access, { path, token }, (json) => parseDocument(json)?.data);
  return plan === undefined ? unreadPlan(planId) : planOf(plan);
}
