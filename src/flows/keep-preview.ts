import { isSettled } from '../domain/lifecycle.ts';
import type { Run } from '../domain/run.ts';
import { endPreviewRun } from './end-preview.ts';
import type { KeepDeps } from './keep-run.ts';
import { isPreviewing } from './move-preview.ts';

/** Stores the id of the preview's run; the watcher reads it from then on. Where the request has ended, so does the run. */
export async function keepPreview(
  deps: KeepDeps,
  requestId: string,
  run: Run,
  how: 'created' | 'found',
): Promise<void> {
  for (;;) {
    const request = await deps.record.find(requestId);
    if (request !== undefined && isSettled(request.state)) return endPreviewRun(deps, request, run.id);
    if (!isPreviewing(request, 'creating')) return;
    const kept = await deps.record.move(request, {
      event: 'note',
      change: { preview: { ...request.preview, stage: 'planning', runId: run.id, status: run.status } },
      audit: { kind: `preview.${how}`, request: requestId, actor: 'bot', facts: { run: run.id, status: run.status } },
    });
    if (kept !== undefined) return;
  }
}
