import type { ActionRequest } from '../domain/request.ts';
import type { Run } from '../domain/run.ts';
import type { Clock } from './clock.ts';
import { discardOrphan } from './discard-orphans.ts';
import type { HcpTerraform } from './hcp-terraform.ts';
import type { RequestRecord } from './request-record.ts';

export interface KeepDeps {
  readonly record: RequestRecord;
  readonly terraform: HcpTerraform;
  readonly clock: Clock;
}

/**
 * Stores the id of the run that belongs to the request, whether HCP Terraform answered with it or it was found by its
 * token. A run for a request that has another one, or that is settled, is discarded: only the stored id is ever confirmed.
 */
export async function keepRun(deps: KeepDeps, requestId: string, run: Run, how: 'created' | 'found'): Promise<void> {
  for (;;) {
    const request = await deps.record.find(requestId);
    if (request === undefined || request.runId === run.id) return;
    if (request.state !== 'creating') return discardOrphan(deps, request, run);
    const kept = await deps.record.move(request, keeping(deps, request, run, how));
    if (kept !== undefined) return;
  }
}

function keeping(deps: KeepDeps, request: ActionRequest, run: Run, how: 'created' | 'found') {
  const now = new Date(deps.clock.now());
  return {
    event: 'run_known',
    change: { runId: run.id, run, runReadAt: now },
    audit: { kind: `run.${how}`, request: request.id, actor: 'bot', facts: { run: run.id, status: run.status } },
    milestones: [{ kind: 'run_created', runId: run.id, found: how === 'found' }],
  } as const;
}
