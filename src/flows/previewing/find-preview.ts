import { after } from '../../domain/duration.ts';
import { answeredBy, countLook } from '../../domain/look-count.ts';
import { LOOKS } from '../../domain/owed-work.ts';
import { inOrderOfAdoption } from '../../domain/planned-run.ts';
import type { KeepDeps } from '../creating/keep-run.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Move } from '../ports/request-store.ts';
import { NOTHING_TO_DO } from '../waiting/track-outage.ts';
import { keepPreview } from './keep-preview.ts';
import { expectedPreview, failPreview, isPreviewing, type Previewing } from './move-preview.ts';

/**
 * Searches for a preview whose creation may have got no answer; the searches count as for a run. After the last one
 * without a result it is unknown what would happen, so the request is voided. A failed search throws and does not
 * count.
 */
export async function findPreview(
  deps: KeepDeps,
  requestId: string,
  attempt: number,
): Promise<typeof NOTHING_TO_DO | undefined> {
  const request = await deps.requests.find(requestId);
  if (!isPreviewing(request, 'creating') || request.preview.token === undefined) return NOTHING_TO_DO;
  const { entry, workspaceId } = request.asked;
  const runs = await deps.terraform.findRunsByToken(entry, workspaceId, request.preview.token, 'plan_only');
  const [oldest] = inOrderOfAdoption(request, runs, expectedPreview(request));
  if (oldest === undefined) await lookAgain(deps, requestId, attempt);
  else await keepPreview(deps, requestId, oldest, 'found');
  return undefined;
}

async function lookAgain(deps: KeepDeps, requestId: string, attempt: number): Promise<void> {
  await moveUntilTaken<void>(deps.requests, requestId, (request) => {
    if (!isPreviewing(request, 'creating')) return undefined;
    const { looksDone, creatingSince } = request.preview;
    const now = deps.clock.now();
    const look = countLook({ attempt, looksDone, creatingSince, now });
    if (look === 'extra') return undefined;
    if (look === 'too_early') {
      return deps.requests.enqueue(request, { work: 'find_preview', at: answeredBy(creatingSince), attempt });
    }
    return propose(noteLook(request, new Date(now), attempt));
  });
}

function noteLook(request: Previewing, now: Date, attempt: number): Move {
  const next = LOOKS[attempt + 1];
  if (next === undefined) {
    return failPreview(request, now, { kind: 'not_found' });
  }
  return {
    event: 'note',
    change: { preview: { ...request.preview, looksDone: attempt + 1 } },
    audit: { kind: 'preview.not_found_yet', request: request.id, actor: 'bot', facts: { look: attempt + 1 } },
    due: [{ work: 'find_preview', at: after(now, next - (LOOKS[attempt] ?? 0)), attempt: attempt + 1 }],
  };
}
