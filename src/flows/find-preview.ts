import { LOOKS } from './create-once.ts';
import { keepPreview } from './keep-preview.ts';
import type { KeepDeps } from './keep-run.ts';
import { failPreview, isPreviewing, movePreview, type Previewing } from './move-preview.ts';
import type { Move } from './request-record.ts';

/**
 * Looks for the preview whose creation got no answer. Not found after the last look: what would happen is unknown, so
 * the request is void. A look that fails throws, and is no look.
 */
export async function findPreview(deps: KeepDeps, requestId: string, attempt: number): Promise<void> {
  const request = await deps.record.find(requestId);
  if (!isPreviewing(request, 'creating') || request.preview.token === undefined) return;
  const { entry, workspaceId } = request.frozen;
  const [oldest] = await deps.terraform.findRunsByToken(entry, workspaceId, request.preview.token, 'plan_only');
  if (oldest !== undefined) return keepPreview(deps, requestId, oldest, 'found');
  await movePreview(deps, requestId, 'creating', (found, now) => lookAgain(found, now, attempt));
}

function lookAgain(request: Previewing, now: Date, attempt: number): Move {
  const next = LOOKS[attempt + 1];
  if (next === undefined) {
    return failPreview(request, now, { kind: 'not_found' });
  }
  return {
    event: 'note',
    change: { preview: { ...request.preview, looksDone: attempt + 1 } },
    audit: { kind: 'preview.not_found_yet', request: request.id, actor: 'bot', facts: { look: attempt + 1 } },
    due: [{ work: 'find_preview', at: new Date(now.getTime() + next - (LOOKS[attempt] ?? 0)), attempt: attempt + 1 }],
  };
}
