import type { Run } from './run.ts';
import { findRunToken } from './run-message.ts';
import { isPastConfirmation } from './run-status.ts';

/** A run of a run list, with the ids of the users who created and confirmed it. */
export interface ListedRun {
  readonly run: Run;
  readonly createdBy: string | undefined;
  readonly confirmedBy: string | undefined;
}

/** A workspace whose runs were listed completely. */
export interface ListedWorkspace {
  readonly id: string;
  /** Organization and name. */
  readonly name: string;
  /** Ids of the users that the bot's tokens belong to. */
  readonly identities: ReadonlySet<string>;
  readonly runs: readonly ListedRun[];
}

/** A run that the record says a request has. */
export interface RecordedRun {
  readonly request: string;
  readonly run: string;
  readonly at: Date;
  /** The workspace's id and the action's address that were sent. */
  readonly workspace: string | undefined;
  readonly address: string | undefined;
}

/** A run on the record that no list has, read by its id. */
export interface MissedRun {
  readonly recorded: RecordedRun;
  /** The name of the workspace in which it should be. */
  readonly workspace: string;
  /** `undefined` if HCP Terraform does not show it. */
  readonly run: Run | undefined;
}

export interface Restoration {
  readonly madeAt: Date;
  readonly at: Date;
}

export type RecordFinding =
  | {
      readonly code: 'applied_without_request';
      readonly workspace: string;
      readonly run: string;
      readonly at: Date | undefined;
      readonly by: 'created' | 'confirmed';
      /** The request whose token the run's message has, although the record has no such run. */
      readonly request: string | undefined;
    }
  | {
      readonly code: 'request_without_run';
      readonly workspace: string;
      readonly run: string;
      readonly request: string;
    }
  | {
      readonly code: 'run_differs';
      readonly workspace: string;
      readonly run: string;
      readonly request: string;
      readonly what: 'workspace' | 'address';
      readonly recorded: string;
      readonly found: string;
    }
  | { readonly code: 'not_readable'; readonly workspace: string; readonly why: string };

/** What an operator may want to know and nobody has to act on. */
export type RecordRemark =
  | { readonly code: 'not_applied'; readonly workspace: string; readonly run: string; readonly status: string }
  | {
      readonly code: 'lost_by_restoring';
      readonly workspace: string;
      readonly run: string;
      readonly at: Date;
      readonly restored: Restoration;
    };

export interface RecordComparison {
  readonly findings: readonly RecordFinding[];
  readonly remarks: readonly RecordRemark[];
}

interface Compared {
  readonly workspaces: readonly ListedWorkspace[];
  readonly recorded: readonly RecordedRun[];
  readonly missed: readonly MissedRun[];
  readonly restored: readonly Restoration[];
  /** Requests by the token of their run. */
  readonly requestOf: ReadonlyMap<string, string>;
}

/** Compares the runs of HCP Terraform with the runs on the record. */
export function compareRecord({ workspaces, recorded, missed, restored, requestOf }: Compared): RecordComparison {
  const known = new Map(recorded.map((one) => [one.run, one]));
  const answers = workspaces.flatMap((workspace) =>
    workspace.runs.flatMap((listed): readonly (RecordFinding | RecordRemark)[] => {
      const one = known.get(listed.run.id);
      if (one !== undefined) return findDifferences(one, listed.run, workspace.name);
      return judgeUnknown(listed, workspace, restored, requestOf);
    }),
  );
  const ofMissed = missed.flatMap(({ recorded: one, run, workspace }): readonly RecordFinding[] =>
    run === undefined
      ? [{ code: 'request_without_run', workspace, run: one.run, request: one.request }]
      : findDifferences(one, run, workspace),
  );
  return {
    findings: [...answers.filter(isFinding), ...ofMissed],
    remarks: answers.filter((one) => !isFinding(one)),
  };
}

const isFinding = (one: RecordFinding | RecordRemark): one is RecordFinding =>
  one.code !== 'not_applied' && one.code !== 'lost_by_restoring';

/** A run that differs is discarded by the bot, so only an applied one is a finding. */
function findDifferences(
  { run: id, request, workspace: expected, address }: RecordedRun,
  run: Run,
  workspace: string,
): readonly RecordFinding[] {
  if (!isPastConfirmation(run)) return [];
  const about = { code: 'run_differs', workspace, run: id, request } as const;
  const { workspace: found, 'invoke-action-addrs': addresses } = run.echo;
  const differences: RecordFinding[] = [];
  if (expected !== undefined && found !== undefined && found !== expected)
    differences.push({ ...about, what: 'workspace', recorded: expected, found });
  const invoked = Array.isArray(addresses) ? addresses.join(', ') : 'no action';
  if (address !== undefined && invoked !== address)
    differences.push({ ...about, what: 'address', recorded: address, found: invoked });
  return differences;
}

function judgeUnknown(
  { run, createdBy, confirmedBy }: ListedRun,
  { identities, name: workspace }: ListedWorkspace,
  restored: readonly Restoration[],
  requestOf: ReadonlyMap<string, string>,
): readonly (RecordFinding | RecordRemark)[] {
  const isBots = (id: string | undefined): boolean => id !== undefined && identities.has(id);
  if (!isBots(createdBy) && !isBots(confirmedBy)) return [];
  const about = { workspace, run: run.id };
  if (!isPastConfirmation(run)) return [{ code: 'not_applied', ...about, status: run.status }];
  const at = run.createdAt;
  const lost = restored.find((one) => at !== undefined && at >= one.madeAt && at < one.at);
  if (at !== undefined && lost !== undefined) return [{ code: 'lost_by_restoring', ...about, at, restored: lost }];
  const by = isBots(createdBy) ? 'created' : 'confirmed';
  const request = requestOf.get(findRunToken(run.message) ?? '');
  return [{ code: 'applied_without_request', ...about, at, by, request }];
}
