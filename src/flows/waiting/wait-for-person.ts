import type { Milestone } from '../../domain/milestone.ts';
import type { ActionRequest, WaitingForPerson } from '../../domain/request.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { setDeadline } from './set-deadline.ts';

/**
 * A planned run holds its workspace's queue, so a person gets only so long to move it on. Where it was to be confirmed
 * already, and cannot be, that is taken back: somebody has to decide anew.
 */
export async function waitForPerson(
  deps: RunDeps,
  request: ActionRequest,
  because: Exclude<WaitingForPerson['because'], 'hcp_terraform'>,
  invocations?: number,
): Promise<void> {
  if (request.waiting?.because === because && request.confirmedAt === undefined) return;
  const now = deps.clock.now();
  const limit = setDeadline(now, request.frozen.entry.confirmWithin);
  const isFirst = request.confirmedAt === undefined;
  const waits: Milestone =
    because === 'token_cannot_apply' || because === 'confirm_refused'
      ? { kind: 'waiting_for_person', because }
      : { kind: 'waiting_for_person' };
  await deps.record.move(request, {
    event: 'note',
    change: {
      waiting: { since: new Date(now), because },
      ...{ confirmedAt: null, confirmedBy: null, confirmSentAt: null, confirmRefusedSince: null },
      plannedInvocations: invocations ?? request.plannedInvocations ?? null,
      ...limit.change,
    },
    audit: { kind: 'run.waits_for_person', request: request.id, actor: 'bot', facts: { because } },
    due: limit.due,
    milestones: [...(isFirst ? [{ kind: 'planned', invocations } as const] : []), waits],
  });
}
