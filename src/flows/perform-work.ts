import type { Work } from '../domain/owed-work.ts';
import { createPreview } from './create-preview.ts';
import { createRun } from './create-run.ts';
import { discardOrphans } from './discard-orphans.ts';
import type { DueJob } from './due-work.ts';
import { endPreview } from './end-preview.ts';
import { expireRequest } from './expire-request.ts';
import { findPreview } from './find-preview.ts';
import { findRun } from './find-run.ts';
import { type FollowDeps, followRun } from './follow-run.ts';
import { holdFrozen } from './hold-frozen.ts';
import { whileAway } from './note-away.ts';
import { remindRequest } from './remind-request.ts';

type Verb = (deps: FollowDeps, requestId: string, attempt: number) => Promise<unknown>;

const VERBS: Readonly<Record<Work, Verb>> = {
  create_run: createRun,
  find_run: findRun,
  expire_request: expireRequest,
  remind_request: remindRequest,
  hold_frozen: holdFrozen,
  follow_run: (deps, requestId) => followRun(deps, requestId),
  discard_orphans: discardOrphans,
  create_preview: createPreview,
  find_preview: findPreview,
  end_preview: endPreview,
};

/** These are done without asking HCP Terraform or Slack, so that they got through says nothing of either. */
const ASKING_NOBODY: ReadonlySet<Work> = new Set<Work>(['expire_request', 'remind_request', 'hold_frozen']);

/** Does one piece of due work; it throws where it could not, and is then given again later. */
export async function performWork(deps: FollowDeps, job: DueJob): Promise<void> {
  const perform = () => VERBS[job.work](deps, job.requestId, job.attempt);
  if (ASKING_NOBODY.has(job.work)) await perform();
  else await whileAway(deps, job.requestId, perform);
}
