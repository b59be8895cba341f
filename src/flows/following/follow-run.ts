import type { Milestone } from '../../domain/milestone.ts';
import { nextStep, wasConfirmed } from '../../domain/next-step.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { keptOf, type Run, shownOf, type Workspace } from '../../domain/run.ts';
import { queueOf } from '../../domain/run-queue.ts';
import { isFinal, phaseOf, phaseOfRun } from '../../domain/run-status.ts';
import type { CreateDeps } from '../creating/create-once.ts';
import { endIfFrozen } from '../ending/end-frozen.ts';
import { endRun } from '../ending/end-run.ts';
import { readVerdict } from '../ending/read-verdict.ts';
import { settleRehearsal } from '../ending/settle-rehearsal.ts';
import { settleRun, settleUnreadable } from '../ending/settle-run.ts';
import { confirmRun } from './confirm-run.ts';
import { explainBlock } from './explain-block.ts';
import type { ProgressFollower } from './follow-progress.ts';
import { afterDecision, waitInHcpTerraform } from './wait-in-hcp-terraform.ts';

export interface FollowDeps extends CreateDeps {
  /** Told of every run that moves by itself. */
  readonly followProgress?: ProgressFollower['follow'];
}

/** A run and its workspace as a page of workspaces had them, or the run as it was read by its id. */
export interface RunReading {
  readonly run: Run;
  readonly workspace?: Workspace;
  /** When the reading began (milliseconds). */
  readonly at: number;
}

/** Reads the run of a request by its id where nobody has read it, and does what that reading asks for. */
export async function followRun(deps: FollowDeps, requestId: string, reading?: RunReading): Promise<void> {
  const request = await deps.record.find(requestId);
  if (request?.state !== 'running' || request.runId === undefined) return;
  // What somebody else noted since is newer.
  if (reading !== undefined && reading.at < (request.runReadAt?.getTime() ?? 0)) return;
  const run = reading?.run ?? (await deps.terraform.readRun(request.frozen.entry, request.runId));
  if (run === undefined) return settleUnreadable(deps, request);
  const noted = await noteReading(deps, request, run);
  if (noted === undefined) return;
  switch (nextStep(noted, run)) {
    case 'read_verdict':
      return readVerdict(deps, noted, run);
    case 'settle_without_verdict':
      return settleRun(deps, noted, run);
    case 'settle_rehearsal':
      return settleRehearsal(deps, noted, run);
    case 'end_run':
      return endRun(deps, noted);
    case 'hold_and_confirm':
      return confirmRun(deps, noted);
    case 'wait_in_hcp_terraform':
      if (await endIfFrozen(deps, noted)) return;
      return waitInHcpTerraform(deps, noted, run);
    case 'explain_block':
      if (await endIfFrozen(deps, noted)) return;
      return explainBlock(deps, noted, reading?.workspace);
    case 'wait':
      if (noted.waiting === undefined) deps.followProgress?.(noted, run);
      else await endIfFrozen(deps, noted);
  }
}

async function noteReading(deps: CreateDeps, request: ActionRequest, run: Run): Promise<ActionRequest | undefined> {
  const missed = request.readsMissed !== undefined;
  if (request.run !== undefined && shownOf(request.run) === shownOf(run) && !missed) return request;
  const phase = phaseOfRun(run);
  const now = deps.clock.now();
  const leftHcpTerraform = request.waiting?.because === 'hcp_terraform' && phase !== 'waits_in_hcp_terraform';
  const decided = leftHcpTerraform ? afterDecision(request, run, now) : undefined;
  return deps.record.move(request, {
    event: 'note',
    change: {
      run: { ...keptOf(run), createdBy: run.createdBy ?? request.run?.createdBy },
      runReadAt: new Date(now),
      ...(missed ? { readsMissed: null, missedAt: null } : {}),
      ...(queueOf(run.status) === queueOf(request.run?.status ?? '') ? {} : { blocked: null }),
      ...decided?.change,
      ...(phase === 'applying' ? { waiting: null, deadline: null } : {}),
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
