import type { RunKnownBy } from '../../domain/outcome.ts';
import { approvedRun, carriesToken, compareRun } from '../../domain/planned-run.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { keptOf, type Run } from '../../domain/run.ts';
import { endingAs, milestoneOf } from '../../domain/say-ending.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import type { Clock } from '../ports/clock.ts';
import type { Creation, HcpTerraform } from '../ports/hcp-terraform.ts';
import type { RequestStore } from '../ports/request-store.ts';
import { discardOrphan } from './discard-orphans.ts';

export interface KeepDeps {
  readonly requests: RequestStore;
  readonly terraform: HcpTerraform;
  readonly clock: Clock;
}

/**
 * Stores the id of the request's run, from HCP Terraform's response or found by its token. If the request has another
 * run or is settled, this run is discarded: only the stored id is ever confirmed.
 */
export function keepRun(deps: KeepDeps, requestId: string, run: Run, how: RunKnownBy): Promise<void> {
  return moveUntilTaken<void>(deps.requests, requestId, async (request) => {
    if (request === undefined || request.runId === run.id) return undefined;
    if (request.state === 'creating') return propose(keeping(deps, request, run, how));
    await discardOrphan(deps, request, run);
    return undefined;
  });
}

/**
 * A run that differs from what was sent is stored and ended at once. It is never confirmed, and the request says why.
 */
function keeping(deps: KeepDeps, request: ActionRequest, run: Run, how: RunKnownBy) {
  const now = new Date(deps.clock.now());
  const differences = compareRun(request, run, 'created', approvedRun(request));
  const [first] = differences;
  const facts = { run: run.id, status: run.status };
  const created = { kind: 'run_created', runId: run.id, found: how === 'found' } as const;
  const known = {
    event: 'run_known',
    change: { runId: run.id, run: keptOf(run), runReadAt: now },
    audit: { kind: `run.${how}`, request: request.id, actor: 'bot', facts },
    milestones: [created],
  } as const;
  if (first === undefined) return known;
  const wrong = endingAs('discarded', { kind: 'wrong_run', how, difference: first.says });
  return {
    ...known,
    change: { ...known.change, ending: request.ending ?? wrong, deadline: null },
    audit: {
      ...known.audit,
      facts: { ...facts, differs: differences.map(({ row }) => row).join(' ') },
      texts: { because: wrong.because },
    },
    due: [{ work: 'follow_run', at: now }],
    milestones: [created, milestoneOf(wrong)],
  } as const;
}

/**
 * A 201 whose run lacks our token shows somebody else's run, which is not ours to end. Whether ours was created is
 * unknown, so it is searched for.
 */
export const tellOwn = (creation: Creation, token: string): Creation =>
  creation.kind === 'created' && !carriesToken(creation.run.message, token)
    ? { kind: 'unknown', why: 'an answer 201 that shows a run without the token' }
    : creation;
