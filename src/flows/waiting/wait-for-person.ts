import type { Milestone } from '../../domain/milestone.ts';
import type { ActionRequest, WaitingForPerson } from '../../domain/request.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import type { Move } from '../ports/request-store.ts';
import { setDeadline } from './set-deadline.ts';

type InSlack = Exclude<WaitingForPerson['because'], 'hcp_terraform'>;

/**
 * A planned run blocks its workspace's queue, so a person has limited time to act. If a confirmation was decided but is
 * not possible, it is taken back, and somebody has to decide again.
 */
export async function waitForPerson(
  deps: RunDeps,
  request: ActionRequest,
  because: InSlack,
  more: { readonly invocations?: number | undefined; readonly answered?: number } = {},
): Promise<void> {
  const isFirst = request.confirmedAt === undefined;
  if (request.waiting?.because === because && isFirst) return;
  const now = deps.clock.now();
  const { answered, invocations = request.plannedInvocations } = more;
  const limit = setDeadline(now, request.asked.entry.confirmWithin);
  await deps.requests.move(request, {
    event: 'note',
    change: {
      waiting: { since: new Date(now), because, ...(answered === undefined ? {} : { answered }) },
      ...{ confirmedAt: null, confirmedBy: null, confirmSentAt: null, confirmRefusedSince: null },
      plannedInvocations: invocations ?? null,
      ...limit.change,
    },
    audit: auditOf(request, because, answered),
    due: limit.due,
    milestones: [...(isFirst ? [{ kind: 'planned', invocations } as const] : []), milestoneOf(request, because)],
  });
}

function auditOf({ id, confirmedBy }: ActionRequest, because: InSlack, answered: number | undefined): Move['audit'] {
  if (confirmedBy === undefined) return { kind: 'run.waits_for_person', request: id, actor: 'bot', facts: { because } };
  const facts = { because, confirmed_by: confirmedBy, answered: answered ?? null };
  return { kind: 'run.confirm_taken_back', request: id, actor: 'bot', facts };
}

function milestoneOf({ confirmedBy }: ActionRequest, because: InSlack): Milestone {
  if (because !== 'token_cannot_apply' && because !== 'confirm_refused') return { kind: 'waiting_for_person' };
  const isByPerson = because === 'token_cannot_apply' && confirmedBy !== undefined && confirmedBy !== 'bot';
  return { kind: 'waiting_for_person', because, ...(isByPerson ? { person: confirmedBy } : {}) };
}
