import { after } from '../../domain/duration.ts';
import { isRehearsal } from '../../domain/entry.ts';
import { answeredBy, countLook } from '../../domain/look-count.ts';
import { LATE_LOOKS, LOOKS } from '../../domain/owed-work.ts';
import { inOrderOfAdoption } from '../../domain/planned-run.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { NOTHING_TO_DO } from '../waiting/track-outage.ts';
import { discardOrphan } from './discard-orphans.ts';
import { type KeepDeps, keepRun } from './keep-run.ts';

/**
 * Searches for the run of a request whose creation may have got no answer. Of the runs found, the oldest that matches
 * what was sent is adopted and the others are discarded; if none matches, the oldest is stored and ended. After the
 * last search without a result, the request is unresolved and never sent again.
 * - The job exists from the moment the request is `creating`, so it may run while the call is in progress. Not finding
 *    the run means nothing until the call must have been answered.
 * - A request has one series of searches, counted in `looksDone`. A duplicate job searches twice and counts once.
 * - A failed search throws and does not count.
 */
export async function findRun(
  deps: KeepDeps,
  requestId: string,
  attempt: number,
): Promise<typeof NOTHING_TO_DO | undefined> {
  const request = await deps.requests.find(requestId);
  if (request?.token === undefined) return NOTHING_TO_DO;
  if (request.state !== 'creating' && request.state !== 'unresolved') return NOTHING_TO_DO;
  const { entry, workspaceId } = request.asked;
  const operation = isRehearsal(entry) ? 'plan_only' : undefined;
  const runs = await deps.terraform.findRunsByToken(entry, workspaceId, request.token, operation);
  const [oldest, ...others] = inOrderOfAdoption(request, runs);
  if (oldest !== undefined && request.state === 'creating') await keepRun(deps, requestId, oldest, 'found');
  const now = (await deps.requests.find(requestId)) ?? request;
  const orphans = now.state === 'unresolved' && oldest !== undefined ? runs : others;
  for (const orphan of orphans) await discardOrphan(deps, now, orphan);
  if (now.state === 'unresolved') await lookLater(deps, now, attempt);
  else if (now.state === 'creating') await lookAgain(deps, now, attempt);
  return undefined;
}

async function lookLater(deps: KeepDeps, request: ActionRequest, attempt: number): Promise<void> {
  const next = LATE_LOOKS[attempt - LOOKS.length + 1];
  if (attempt < LOOKS.length || next === undefined) return;
  const at = new Date((request.settledAt?.getTime() ?? deps.clock.now()) + next);
  await deps.requests.enqueue(request, { work: 'find_run', at, attempt: attempt + 1 });
}

async function lookAgain(deps: KeepDeps, request: ActionRequest, attempt: number): Promise<void> {
  const now = deps.clock.now();
  const look = countLook({ attempt, looksDone: request.looksDone, creatingSince: request.creatingSince, now });
  if (look === 'extra') return;
  if (look === 'too_early') {
    return deps.requests.enqueue(request, { work: 'find_run', at: answeredBy(request.creatingSince), attempt });
  }
  const next = LOOKS[attempt + 1];
  const moved = next === undefined ? await giveUp(deps, request) : await noteLook(deps, request, attempt, next);
  // Somebody else moved the request at that moment. After a Withdraw, for example, the run still has to be found.
  if (moved === undefined) await deps.requests.enqueue(request, { work: 'find_run', at: new Date(now), attempt });
}

/** The first search that counts is reported in the thread, unless whoever made the call has reported it. */
function noteLook(
  deps: KeepDeps,
  request: ActionRequest,
  attempt: number,
  next: number,
): Promise<ActionRequest | undefined> {
  const wait = next - (LOOKS[attempt] ?? 0);
  return deps.requests.move(request, {
    event: 'note',
    change: { looksDone: attempt + 1 },
    audit: { kind: 'run.not_found_yet', request: request.id, actor: 'bot', facts: { look: attempt + 1 } },
    due: [{ work: 'find_run', at: new Date(deps.clock.now() + wait), attempt: attempt + 1 }],
    milestones: request.looksDone === undefined ? [{ kind: 'creation_unknown' }] : [],
  });
}

async function giveUp(deps: KeepDeps, request: ActionRequest): Promise<ActionRequest | undefined> {
  const settledAt = new Date(deps.clock.now());
  return deps.requests.move(request, {
    event: 'lose',
    change: {
      settledAt,
      deadline: null,
      looksDone: LOOKS.length,
      ...endedAs({ kind: 'run_not_found', isRehearsal: isRehearsal(request.asked.entry) }),
    },
    audit: { kind: 'request.unresolved', request: request.id, actor: 'bot', facts: { looks: LOOKS.length } },
    due: [{ work: 'find_run', at: after(settledAt, LATE_LOOKS[0]), attempt: LOOKS.length }],
    milestones: [{ kind: 'settled' }],
  });
}
