import type { Allowlist } from '../../domain/entry.ts';
import { owedWork } from '../../domain/owed-work.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endingAs, milestoneOf, sayEnding, sayStale } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { plainText, sentence } from '../../domain/sentence.ts';
import type { Stale } from '../guarding/recheck-request.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';

export interface VoidDeps {
  readonly allowlist: () => Allowlist;
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/**
 * What was asked for is no longer what would run: the approvals are void, and nothing runs. `undefined`: somebody else moved
 * the request in that instant, so it is not void yet.
 */
export function tryToVoid(deps: VoidDeps, request: ActionRequest, stale: Stale): Promise<ActionRequest | undefined> {
  return deps.requests.move(request, {
    event: 'void',
    change: {
      settledAt: new Date(deps.clock.now()),
      ...endedAs({ kind: 'ended_without_run', why: { kind: 'stale', because: stale.because } }),
      deadline: null,
    },
    audit: {
      kind: 'request.voided',
      request: request.id,
      actor: 'bot',
      facts: { state: request.state, allowlist: deps.allowlist().hash },
      texts: { because: plainText(sayStale(stale.because)) },
    },
    milestones: request.state === 'unconfirmed' ? [] : [{ kind: 'settled' }],
  });
}

/** As above, by work that is due: where somebody else was first, maybe without any bearing on this, it is done again. */
export async function voidRequest(deps: VoidDeps, request: ActionRequest, stale: Stale): Promise<void> {
  if ((await tryToVoid(deps, request, stale)) === undefined) await beginAgain(deps, request.id);
}

async function beginAgain({ requests, clock }: VoidDeps, requestId: string): Promise<void> {
  const request = await requests.find(requestId);
  if (request === undefined) return;
  const begun = owedWork(request).filter(({ work }) => work === 'create_run' || work === 'create_preview');
  for (const { work } of begun) await requests.enqueue(request, { work, at: new Date(clock.now()) });
}

/** Where a run exists already: it is ended first, and never confirmed. `undefined`: somebody else was first. */
export function voidWithRun(deps: VoidDeps, request: ActionRequest, stale: Stale): Promise<ActionRequest | undefined> {
  const why = { kind: 'stale', because: stale.because } as const;
  const ending = endingAs('voided', why);
  return deps.requests.move(request, {
    event: 'note',
    change: { ending, deadline: null },
    audit: {
      ...{ kind: 'run.to_be_ended', request: request.id, actor: 'bot' },
      ...{ facts: { as: 'voided' }, texts: { because: plainText(sayEnding(why)) } },
    },
    due: [{ work: 'follow_run', at: new Date(deps.clock.now()) }],
    milestones: [milestoneOf(ending)],
  });
}

export const refuseVoided = (stale: Stale): Refusal =>
  new Refusal(
    'request_voided',
    sentence`This request is void: since it was asked, ${sayStale(stale.because)}.`,
    'Ask again. The new request shows what would run now.',
  );
