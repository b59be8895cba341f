import { findExcess } from '../../domain/planned-run.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { readable, type Said } from '../../domain/said.ts';
import { type HcpTerraform, type LogReading, Unreachable } from '../ports/hcp-terraform.ts';

interface CountDeps {
  readonly terraform: HcpTerraform;
}

/** What is known about the number of planned invocations. */
export interface CountedInvocations {
  /** As the plan or its log says. `undefined` if neither does; then a person decides. */
  readonly invocations: number | undefined;
  /** Why the run must not be applied, as the end of a sentence. `undefined` if the number is allowed or unknown. */
  readonly excess: string | undefined;
}

/**
 * Counts planned invocations by the plan, or by its log if the plan does not say. Anything but a whole number from 0
 * counts as unknown, whatever the other source says. The workspace's list of actions counts declared instances, which
 * can be fewer than a plan invokes (`caller`, keys that are only references). So the list can refuse a run but never
 * permit one.
 */
export async function countInvocations(deps: CountDeps, request: ActionRequest, run: Run): Promise<CountedInvocations> {
  const invocations = readable(await readCount(deps, request, run));
  if (invocations !== undefined) return { invocations, excess: findExcess(request, invocations) };
  const { entry, workspaceId } = request.asked;
  const listed = (await deps.terraform.countInstances(entry, workspaceId, entry.address)) ?? 0;
  const excess = `its workspace lists ${listed} instances of the action, and the allowlist allows ${entry.maxInvocations}`;
  return { invocations: undefined, excess: listed > entry.maxInvocations ? excess : undefined };
}

async function readCount(deps: CountDeps, request: ActionRequest, run: Run): Promise<Said<number>> {
  return run.plan?.actionInvocations ?? (await readPlanLogOf(deps, request, run))?.plannedInvocations;
}

/** If the log cannot be read, one source is missing; if no other one knows, a person is asked. */
export async function readPlanLogOf(
  deps: CountDeps,
  request: ActionRequest,
  run: Run,
  excerpt: 'of_errors' | 'always' = 'of_errors',
): Promise<LogReading | undefined> {
  if (run.plan === undefined) return undefined;
  try {
    return await deps.terraform.readPlanLog(request.asked.entry, run.plan.id, excerpt);
  } catch (error) {
    if (error instanceof Unreachable) return undefined;
    throw error;
  }
}
