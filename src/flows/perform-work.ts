import type { Work } from '../domain/owed-work.ts';
import { createRun } from './creating/create-run.ts';
import { discardOrphans } from './creating/discard-orphans.ts';
import { findRun } from './creating/find-run.ts';
import { type FollowDeps, followRun } from './following/follow-run.ts';
import type { DueJob } from './ports/due-work.ts';
import { createPreview } from './previewing/create-preview.ts';
import { endPreview } from './previewing/end-preview.ts';
import { findPreview } from './previewing/find-preview.ts';
import { expireRequest } from './waiting/expire-request.ts';
import { remindRequest } from './waiting/remind-request.ts';
import { trackOutage } from './waiting/track-outage.ts';
import { waitForFreeze } from './waiting/wait-for-freeze.ts';

type WorkHandler = (deps: FollowDeps, requestId: string, attempt: number) => Promise<unknown>;

const WORK_HANDLERS: Readonly<Record<Work, WorkHandler>> = {
  create_run: createRun,
  find_run: findRun,
  expire_request: expireRequest,
  remind_request: remindRequest,
  hold_frozen: waitForFreeze,
  follow_run: (deps, requestId) => followRun(deps, requestId),
  discard_orphans: discardOrphans,
  create_preview: createPreview,
  find_preview: findPreview,
  end_preview: endPreview,
};

/** These steps ask neither service, so their success says nothing about either. */
const ASKING_NOBODY: ReadonlySet<Work> = new Set<Work>(['expire_request', 'remind_request', 'hold_frozen']);

/** Runs one job. Throws if it failed, and the job is retried later. */
export async function performWork(deps: FollowDeps, job: DueJob): Promise<void> {
  const perform = () => WORK_HANDLERS[job.work](deps, job.requestId, job.attempt);
  if (ASKING_NOBODY.has(job.work)) await perform();
  else await trackOutage(deps, job.requestId, perform);
}
