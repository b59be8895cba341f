import type { ActionRequest, WaitingForPerson } from '../../domain/request.ts';
import { isPlanned, type Run } from '../../domain/run.ts';
import { isPastConfirmation } from '../../domain/run-status.ts';
import { isRunButtonValid } from '../deciding/press-run-button.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import type { Due, RequestChange } from '../ports/request-store.ts';
import { setDeadline } from '../waiting/set-deadline.ts';

/**
 * A policy or a run task waits for a person in HCP Terraform; the bot overrides nothing. The run holds its workspace's
 * queue meanwhile, so `confirm_within` applies before the plan and after the confirmation too. Before the plan
 * `start_within` applies as well, and the earlier of the two ends the run.
 */
export async function waitInHcpTerraform(deps: RunDeps, request: ActionRequest, run: Run): Promise<void> {
  const now = deps.clock.now();
  const startBy = isPlanned(run) ? undefined : (request.waiting?.startBy ?? request.deadline);
  const waiting: WaitingForPerson = {
    since: new Date(now),
    because: 'hcp_terraform',
    status: run.status,
    ...(startBy === undefined ? {} : { startBy }),
  };
  const held = { ...request, run, waiting };
  const endBy = (['discard', 'cancel'] as const).find((button) => isRunButtonValid(button, held));
  const limit = setDeadline(
    now,
    Math.max(0, Math.min(request.asked.entry.confirmWithin, (startBy?.getTime() ?? Number.POSITIVE_INFINITY) - now)),
  );
  await deps.requests.move(request, {
    event: 'note',
    change: { waiting, ...limit.change },
    audit: {
      kind: 'run.waits_for_person',
      request: request.id,
      actor: 'bot',
      facts: { because: 'hcp_terraform', status: run.status },
    },
    due: limit.due,
    milestones: [{ kind: 'waiting_in_hcp_terraform', status: run.status, endBy }],
  });
}

/**
 * A person let the run through. Checks before the plan have until `start_within`, later ones as long as a person had.
 */
export function afterDecision(
  request: ActionRequest,
  run: Run,
  now: number,
): { readonly change: RequestChange; readonly due: readonly Due[] } {
  const { asked, waiting } = request;
  const deadline = isPlanned(run) ? new Date(now + asked.entry.confirmWithin) : waiting?.startBy;
  if (isPastConfirmation(run) || deadline === undefined)
    return { change: { waiting: null, deadline: null, remindAt: null }, due: [] };
  return {
    change: { waiting: null, deadline, remindAt: null },
    due: [{ work: 'expire_request', at: deadline }],
  };
}
