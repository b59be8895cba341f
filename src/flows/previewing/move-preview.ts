import { isSettled } from '../../domain/lifecycle.ts';
import type { PreviewFault } from '../../domain/outcome.ts';
import type { ExpectedRun } from '../../domain/planned-run.ts';
import type { Preview } from '../../domain/preview.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endedAs, sayPreviewFault } from '../../domain/say-outcome.ts';
import { plainText } from '../../domain/sentence.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Clock } from '../ports/clock.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

export interface PreviewDeps {
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/** A request that still needs its preview, at this stage. */
export type Previewing = ActionRequest & { readonly preview: Preview };

export const isPreviewing = (request: ActionRequest | undefined, stage: Preview['stage']): request is Previewing =>
  request?.preview?.stage === stage && !isSettled(request.state);

/** Moves a preview on from this stage. A concurrent move only means reading again; no stage is passed twice. */
export async function movePreview(
  deps: PreviewDeps,
  requestId: string,
  stage: Preview['stage'],
  moveOf: (request: Previewing, now: Date) => Move,
): Promise<void> {
  await moveUntilTaken<void>(deps.requests, requestId, (request) =>
    isPreviewing(request, stage) ? propose(moveOf(request, new Date(deps.clock.now()))) : undefined,
  );
}

/** Without a good preview nobody may approve, so the request is voided. */
export const failPreview = (request: Previewing, now: Date, because: PreviewFault, excerpt?: string): Move => ({
  event: 'void',
  change: {
    preview: { ...request.preview, stage: 'failed' },
    settledAt: now,
    deadline: null,
    ...endedAs({ kind: 'preview_failed', because }),
    ...(excerpt === undefined ? {} : { excerpt }),
  },
  audit: {
    kind: 'request.voided',
    request: request.id,
    actor: 'bot',
    facts: { because: 'preview', run: request.preview.runId ?? null },
    texts: { because: plainText(sayPreviewFault(because)) },
  },
  milestones: [{ kind: 'settled' }],
});

export const expectedPreview = ({ preview }: ActionRequest): ExpectedRun => ({
  runId: preview?.runId,
  token: preview?.token,
  planOnly: true,
});
