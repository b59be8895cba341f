import type { ActionRequest } from '../domain/request.ts';
import type { Run } from '../domain/run.ts';
import { type HcpTerraform, type LogReading, Unreachable } from './hcp-terraform.ts';

interface CountDeps {
  readonly terraform: HcpTerraform;
}

/** Planned invocations as the plan tells them, else its log, else the workspace's list of actions; `undefined` where none does. */
export async function countInvocations(deps: CountDeps, request: ActionRequest, run: Run): Promise<number | undefined> {
  const { entry, workspaceId } = request.frozen;
  if (run.plan?.actionInvocations !== undefined) return run.plan.actionInvocations;
  const logged = (await readPlanLogOf(deps, request, run))?.plannedInvocations;
  return logged ?? deps.terraform.countInstances(entry, workspaceId, entry.address);
}

/** A log that cannot be read is only one source less; a person is asked where no other tells. */
export async function readPlanLogOf(
  deps: CountDeps,
  request: ActionRequest,
  run: Run,
  excerpt: 'of_errors' | 'always' = 'of_errors',
): Promise<LogReading | undefined> {
  if (run.plan === undefined) return undefined;
  try {
    return await deps.terraform.readPlanLog(request.frozen.entry, run.plan.id, excerpt);
  } catch (error) {
    if (error instanceof Unreachable) return undefined;
    throw error;
  }
}
