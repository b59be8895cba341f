import { isRehearsal } from '../domain/entry.ts';
import type { ActionRequest } from '../domain/request.ts';
import { endedAs } from '../domain/say-outcome.ts';
import { LOOKS } from './create-once.ts';
import { discardOrphan } from './discard-orphans.ts';
import { type KeepDeps, keepRun } from './keep-run.ts';

/** An unresolved request's token is looked for again so long after it was given up (milliseconds): a late run is discarded. */
const LATE_LOOKS = [5 * 60_000, 15 * 60_000, 60 * 60_000] as const;

/**
 * Looks for the run of a request whose creation got no answer. Found: the oldest is adopted and the others are discarded.
 * Not found after the last look: the request is unresolved, and is never sent again. A look that fails throws, and is no
 * look.
 */
export async function findRun(deps: KeepDeps, requestId: string, attempt: number): Promise<void> {
  const request = await deps.record.find(requestId);
  if (request?.token === undefined) return;
  if (request.state !== 'creating' && request.state !== 'unresolved') return;
  const { entry, workspaceId } = request.frozen;
  const operation = isRehearsal(entry) ? 'plan_only' : undefined;
  const runs = await deps.terraform.findRunsByToken(entry, workspaceId, request.token, operation);
  const [oldest, ...others] = runs;
  if (oldest !== undefined && request.state === 'creating') await keepRun(deps, requestId, oldest, 'found');
  const now = (await deps.record.find(requestId)) ?? request;
  const orphans = now.state === 'unresolved' && oldest !== undefined ? runs : others;
  for (const orphan of orphans) await discardOrphan(deps, now, orphan);
  if (oldest === undefined) await lookAgain(deps, now, attempt);
}

async function lookAgain(deps: KeepDeps, request: ActionRequest, attempt: number): Promise<void> {
  const now = deps.clock.now();
  if (request.state === 'unresolved') {
    const late = LATE_LOOKS[attempt - LOOKS.length];
    const [at, next] = [request.settledAt?.getTime() ?? now, LATE_LOOKS[attempt - LOOKS.length + 1]];
    if (late !== undefined && next !== undefined) {
      await deps.record.enqueue(request, { work: 'find_run', at: new Date(at + next), attempt: attempt + 1 });
    }
    return;
  }
  const next = LOOKS[attempt + 1];
  if (next !== undefined) {
    const wait = next - (LOOKS[attempt] ?? 0);
    const moved = await deps.record.move(request, {
      event: 'note',
      change: { looksDone: attempt + 1 },
      audit: { kind: 'run.not_found_yet', request: request.id, actor: 'bot', facts: { look: attempt + 1 } },
      due: [{ work: 'find_run', at: new Date(now + wait), attempt: attempt + 1 }],
    });
    return moved === undefined ? lookOnceMore(deps, request, attempt) : undefined;
  }
  if ((await giveUp(deps, request)) === undefined) await lookOnceMore(deps, request, attempt);
}

/** Somebody else moved the request in that instant; a Withdraw, say, still has a run to be found. */
const lookOnceMore = (deps: KeepDeps, request: ActionRequest, attempt: number): Promise<void> =>
  deps.record.enqueue(request, { work: 'find_run', at: new Date(deps.clock.now()), attempt });

async function giveUp(deps: KeepDeps, request: ActionRequest): Promise<ActionRequest | undefined> {
  const settledAt = new Date(deps.clock.now());
  return deps.record.move(request, {
    event: 'lose',
    change: {
      settledAt,
      deadline: null,
      looksDone: LOOKS.length,
      ...endedAs({ kind: 'run_not_found', isRehearsal: isRehearsal(request.frozen.entry) }),
    },
    audit: { kind: 'request.unresolved', request: request.id, actor: 'bot', facts: { looks: LOOKS.length } },
    due: [{ work: 'find_run', at: new Date(settledAt.getTime() + LATE_LOOKS[0]), attempt: LOOKS.length }],
    milestones: [{ kind: 'settled' }],
  });
}
