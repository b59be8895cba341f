import { after } from '../../domain/duration.ts';
import { LOOKS } from '../../domain/owed-work.ts';
import type { Preview } from '../../domain/preview.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { WorkspaceFacts } from '../../domain/workspace-fault.ts';
import {
  type Creatable,
  type CreateDeps,
  createOnce,
  type NotCreated,
  type RunCourse,
} from '../creating/create-once.ts';
import { isStale, recheckRequest } from '../guarding/recheck-request.ts';
import type { Move } from '../ports/request-store.ts';
import { expireRequest } from '../waiting/expire-request.ts';
import { voidRequest } from '../waiting/void-request.ts';
import { keepPreview } from './keep-preview.ts';
import { failPreview, isPreviewing } from './move-preview.ts';

/** Creates the plan-only run that shows what an approval would do. The request is checked just before. */
export const createPreview = (deps: CreateDeps, requestId: string): Promise<void> =>
  createOnce(deps, requestId, PREVIEW);

async function recheckPreviewed(deps: CreateDeps, requestId: string): Promise<Creatable | undefined> {
  const request = await deps.requests.find(requestId);
  if (!isPreviewing(request, 'due')) return undefined;
  const now = deps.clock.now();
  if (request.deadline !== undefined && request.deadline.getTime() <= now) {
    await expireRequest(deps, requestId);
    return undefined;
  }
  const { createNotBefore } = request.preview;
  if (createNotBefore !== undefined && createNotBefore.getTime() > now) {
    await deps.requests.enqueue(request, { work: 'create_preview', at: createNotBefore });
    return undefined;
  }
  const checked = await recheckRequest(deps, request, 'current');
  if (!isStale(checked)) return { request, checked };
  await voidRequest(deps, request, checked);
  return undefined;
}

/** The request's state does not change meanwhile; only its preview moves. */
const PREVIEW: RunCourse = {
  work: 'create_preview',
  recheck: recheckPreviewed,
  // It invokes nothing, and its result is valid after a freeze too.
  freezes: () => 'pass',
  tokenOf: ({ preview }) => preview?.token,
  planOnly: () => 'preview',
  begin: ({ request }, token, now) => ({
    event: 'note',
    change: { preview: { stage: 'creating', token, creatingSince: now } },
    audit: {
      kind: 'preview.creating',
      request: request.id,
      actor: 'bot',
      facts: { digest: request.digest, address: request.asked.entry.address, workspace: request.asked.workspaceId },
    },
  }),
  isCreating: (request) => isPreviewing(request, 'creating'),
  keep: (deps, requestId, run) => keepPreview(deps, requestId, run, 'created'),
  moveOn,
};

function moveOn(request: ActionRequest, creation: NotCreated, now: Date, facts: WorkspaceFacts): Move {
  const preview: Preview = request.preview ?? { stage: 'creating' };
  switch (creation.kind) {
    case 'refused': {
      const { status, said } = creation;
      const workspace = { name: request.asked.workspaceName, ...facts };
      return failPreview({ ...request, preview }, now, { kind: 'refused', status, said, workspace });
    }
    case 'unknown':
      return {
        event: 'note',
        change: { preview: { ...preview, looksDone: preview.looksDone ?? 0 } },
        audit: auditOf(request, 'preview.creation_unknown', creation.why),
        due: preview.looksDone === undefined ? [{ work: 'find_preview', at: after(now, LOOKS[0]), attempt: 0 }] : [],
      };
    case 'later': {
      const createNotBefore = after(now, creation.afterMilliseconds);
      return {
        event: 'note',
        change: { preview: { ...preview, stage: 'due', createNotBefore } },
        audit: auditOf(request, 'preview.creation_postponed', creation.said),
        due: [{ work: 'create_preview', at: createNotBefore }],
      };
    }
  }
}

const auditOf = (
  { id }: ActionRequest,
  kind: 'preview.creation_unknown' | 'preview.creation_postponed',
  said: string,
): Move['audit'] => ({
  kind,
  request: id,
  actor: 'bot',
  facts: {},
  texts: { said },
});
