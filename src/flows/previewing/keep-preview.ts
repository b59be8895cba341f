import { isSettled } from '../../domain/lifecycle.ts';
import type { RunKnownBy } from '../../domain/outcome.ts';
import { compareRun } from '../../domain/planned-run.ts';
import type { Run } from '../../domain/run.ts';
import type { KeepDeps } from '../creating/keep-run.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Move } from '../ports/request-store.ts';
import { endPreviewRun } from './end-preview.ts';
import { expectedPreview, failPreview, isPreviewing, type Previewing } from './move-preview.ts';

/**
 * Stores the id of the preview's run, which the watcher polls from then on. If the request has ended, the run is ended
 * too.
 */
export async function keepPreview(deps: KeepDeps, requestId: string, run: Run, how: RunKnownBy): Promise<void> {
  await moveUntilTaken<void>(deps.requests, requestId, (request) => {
    if (request !== undefined && isSettled(request.state)) return endPreviewRun(deps, request, run.id);
    if (!isPreviewing(request, 'creating')) return undefined;
    return propose(keeping(request, run, how, new Date(deps.clock.now())));
  });
}

/** A run that differs from what was sent does not show what would happen, so it is ended. */
function keeping(request: Previewing, run: Run, how: RunKnownBy, now: Date): Move {
  const preview = { ...request.preview, stage: 'planning', runId: run.id, status: run.status } as const;
  const [first] = compareRun(request, run, 'created', expectedPreview(request));
  if (first !== undefined) {
    return {
      ...failPreview({ ...request, preview }, now, { kind: 'wrong_run', how, difference: first.says }),
      due: [{ work: 'end_preview', at: now }],
    };
  }
  return {
    event: 'note',
    change: { preview },
    audit: { kind: `preview.${how}`, request: request.id, actor: 'bot', facts: { run: run.id, status: run.status } },
  };
}
