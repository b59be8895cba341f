import type { Entry } from './entry.ts';
import { phaseOf } from './run-status.ts';

/** The plan-only run that goes before the approvals. Unless it has passed, the request ends with it. */
export interface Preview {
  readonly stage: 'due' | 'creating' | 'planning' | 'passed' | 'failed';
  /** Of its own, so that it is never taken for the run that was approved. */
  readonly token?: string;
  /** When its call was about to be made. */
  readonly creatingSince?: Date;
  /** HCP Terraform wants no further try before then. */
  readonly createNotBefore?: Date;
  /** A create whose answer never came is being looked for. */
  readonly looksDone?: number;
  readonly runId?: string;
  /** HCP Terraform's own word at the last reading. */
  readonly status?: string;
  /** Since when nothing has taken its run. Set once that lasts longer than HCP Terraform usually takes. */
  readonly queuedSince?: Date;
  /** Readings that were answered with 404, and when the last one was. */
  readonly readsMissed?: number;
  readonly missedAt?: Date;
  readonly passedAt?: Date;
  /** What the plan of a preview that passed invokes; `undefined` where HCP Terraform does not say. */
  readonly invocations?: number;
}

/** Whether nobody can approve yet, and nothing may be created, since what would happen is not known. */
export const awaitsPreview = ({
  asked,
  preview,
}: {
  readonly asked: { readonly entry: Pick<Entry, 'preview'> };
  readonly preview?: Preview;
}): boolean => (asked.entry.preview || preview !== undefined) && preview?.stage !== 'passed';

/** Its run waits for something that nobody knows the end of: a worker, or a person in HCP Terraform. */
export const isPreviewStuck = (preview: Preview | undefined): boolean =>
  preview?.stage === 'planning' &&
  (preview.queuedSince !== undefined || phaseOf(preview.status ?? '') === 'waits_in_hcp_terraform');
