import type { Entry } from './entry.ts';
import { phaseOf } from './run-status.ts';

/** The plan-only run before the approvals. Unless it passes, the request ends with it. */
export interface Preview {
  readonly stage: 'due' | 'creating' | 'planning' | 'passed' | 'failed';
  /** A token of its own, so that the preview is never taken for the approved run. */
  readonly token?: string;
  /** The time just before the call that creates its run. */
  readonly creatingSince?: Date;
  /** HCP Terraform asked not to retry before this time. */
  readonly createNotBefore?: Date;
  /** Searches done for a run whose creation got no answer. Absent otherwise. */
  readonly looksDone?: number;
  readonly runId?: string;
  /** HCP Terraform's status at the last poll. */
  readonly status?: string;
  /** When the run was queued. Set once no worker has picked it up for longer than usual. */
  readonly queuedSince?: Date;
  /** Polls answered with 404, and the time of the last one. */
  readonly readsMissed?: number;
  readonly missedAt?: Date;
  readonly passedAt?: Date;
  /** The invocations in the plan of a preview that passed. `undefined` if HCP Terraform does not say. */
  readonly invocations?: number;
}

/** True if nobody can approve and nothing may be created yet, because the preview has not passed. */
export const awaitsPreview = ({
  asked,
  preview,
}: {
  readonly asked: { readonly entry: Pick<Entry, 'preview'> };
  readonly preview?: Preview;
}): boolean => (asked.entry.preview || preview !== undefined) && preview?.stage !== 'passed';

/** True if its run waits indefinitely: for a worker, or for a person in HCP Terraform. */
export const isPreviewStuck = (preview: Preview | undefined): boolean =>
  preview?.stage === 'planning' &&
  (preview.queuedSince !== undefined || phaseOf(preview.status ?? '') === 'waits_in_hcp_terraform');
