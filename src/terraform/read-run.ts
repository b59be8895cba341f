import type { Run, RunPlan } from '../domain/run.ts';
import type { Secret } from '../flows/ports/secret.ts';
import type { Access } from './calling/access.ts';
import { readDocument, readWithIncludes } from './calling/read.ts';
import { parseDocument } from './documents/json-api.ts';
import { logSourceOf } from './documents/log-source-document.ts';
import { planOf, unreadPlan } from './documents/plan-document.ts';
import { parseRun } from './documents/run-document.ts';

/** `undefined`: it is not there, or the token may not see it. Throws `Unreachable`. */
export function readRun(access: Access, runId: string): Promise<Run | undefined> {
  return readRunWith(access, runId, access.token, ['plan,apply,created_by', 'plan,apply'], 'follow');
}

/** Permissions are those of the token that reads, so the one that is going to act reads. */
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
  // Where the server included no plan, it is read: a plan that says nothing would hold the run up for ever.
  return run?.plan === undefined || run.plan.status !== undefined
    ? run
    : { ...run, plan: await readPlan(access, run.plan.id, token) };
}

/** The plan that comes with a run that is about to be confirmed says where its log is, which is looked into next. */
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
