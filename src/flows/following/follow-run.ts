import type { Milestone } from '../../domain/milestone.ts';
import { nextStep, type Step, wasConfirmed } from '../../domain/next-step.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { keptOf, type Run, shownOf, type Workspace } from '../../domain/run.ts';
import { queueOf } from '../../domain/run-queue.ts';
import { isFinal, isPastConfirmation, phaseOf, phaseOfRun } from '../../domain/run-status.ts';
import type { CreateDeps } from '../creating/create-once.ts';
import { endIfFrozen } from '../ending/end-frozen.ts';
import { endRun } from '../ending/end-run.ts';
import { readVerdict } from '../ending/read-verdict.ts';
import { settleRehearsal } from '../ending/settle-rehearsal.ts';
import { settleRun, settleUnreadable } from '../ending/settle-run.ts';
import { NOTHING_TO_DO } from '../waiting/track-outage.ts';
import { confirmRun } from './confirm-run.ts';
import { explainBlock } from './explain-block.ts';
import type { ProgressFollower } from './follow-progress.ts';
import { afterDecision, waitInHcpTerraform } from './wait-in-hcp-terraform.ts';

export interface FollowDeps extends CreateDeps {
  /** Called for every run that is in progress. */
  readonly followProgress?: ProgressFollower['follow'];
}

/** A run with its workspace from a page of workspaces, or a run that was read by its id. */
export interface RunReading {
  readonly run: Run;
  readonly workspace?: Workspace;
  /** When the reading began (milliseconds). */
  readonly at: number;
}

/** Reads the run of a request by its id unless a reading is given, and acts on it. */
export async function followRun(
  deps: FollowDeps,
  requestId: string,
  reading?: RunReading,
): Promise<typeof NOTHING_TO_DO | undefined> {
  const request = await deps.requests.find(requestId);
  if (request?.state !== 'running' || request.runId === undefined) return undefined;
  // What somebody else recorded since is newer.
  if (reading !== undefined && reading.at < (request.runReadAt?.getTime() ?? 0)) return undefined;
  const run = reading?.run ?? (await deps.terraform.readRun(request.asked.entry, request.runId));
  if (run === undefined) {
    await settleUnreadable(deps, request);
    return undefined;
  }
  const noted = await noteReading(deps, request, run);
  if (noted === undefined) return undefined;
  return takeStep(deps, noted, run, reading?.workspace);
}

/** A call that was sent and has shown no effect yet needs no further action. */
async function takeStep(
  deps: FollowDeps,
  noted: ActionRequest,
  run: Run,
  workspace: Workspace | undefined,
): Promise<typeof NOTHING_TO_DO | undefined> {
  const step = nextStep(noted, run);
  if (step === 'end_run') return endRun(deps, noted);
  if (step === 'hold_and_confirm') return confirmRun(deps, noted);
  return (await STEPS[step](deps, noted, run, workspace)) === NOTHING_TO_DO ? NOTHING_TO_DO : undefined;
}

type TakeStep = (deps: FollowDeps, request: ActionRequest, run: Run, workspace?: Workspace) => Promise<unknown>;

/** Everything else that a reading may require. */
const STEPS: Readonly<Record<Exclude<Step, 'end_run' | 'hold_and_confirm'>, TakeStep>> = {
  read_verdict: readVerdict,
  settle_without_verdict: settleRun,
  settle_rehearsal: settleRehearsal,
  wait_in_hcp_terraform: async (deps, request, run) => {
    if (!(await endIfFrozen(deps, request))) await waitInHcpTerraform(deps, request, run);
  },
  explain_block: async (deps, request, _run, workspace) => {
    return (await endIfFrozen(deps, request)) ? undefined : explainBlock(deps, request, workspace);
  },
  wait: async (deps, request, run) => {
    if (request.waiting === undefined) deps.followProgress?.(request, run);
    else await endIfFrozen(deps, request);
  },
};

async function noteReading(deps: CreateDeps, request: ActionRequest, run: Run): Promise<ActionRequest | undefined> {
  const missed = request.readsMissed !== undefined;
  if (request.run !== undefined && shownOf(request.run) === shownOf(run) && !missed) return request;
  const phase = phaseOfRun(run);
  const now = deps.clock.now();
  const leftHcpTerraform = request.waiting?.because === 'hcp_terraform' && phase !== 'waits_in_hcp_terraform';
  const decided = leftHcpTerraform ? afterDecision(request, run, now) : undefined;
  return deps.requests.move(request, {
    event: 'note',
    change: {
      run: { ...keptOf(run), createdBy: run.createdBy ?? request.run?.createdBy },
      runReadAt: new Date(now),
      ...(missed ? { readsMissed: null, missedAt: null } : {}),
      ...(queueOf(run.status) === queueOf(request.run?.status ?? '') ? {} : { blocked: null }),
      ...decided?.change,
      ...(isPastConfirmation(run) && phase !== 'waits_in_hcp_terraform'
        ? { waiting: null, deadline: null, remindAt: null }
        : {}),
    },
    audit: {
      kind: 'run.status',
      request: request.id,
      actor: 'bot',
      facts: { run: run.id, status: run.status, phase, settled: isFinal(phase) },
    },
    ...(decided === undefined ? {} : { due: decided.due }),
    milestones: milestonesBetween(request, run),
  });
}

function milestonesBetween(request: ActionRequest, run: Run): readonly Milestone[] {
  const before = request.run === undefined ? undefined : phaseOf(request.run.status);
  const applies = ['applying', 'applied'].includes(phaseOf(run.status));
  const appliedBefore = before === 'applying' || before === 'applied';
  if (!applies || appliedBefore || !wasConfirmed(request, run)) return [];
  return [{ kind: 'applying', by: request.confirmedBy ?? 'hcp_terraform' }];
}
