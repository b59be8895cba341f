import type { Allowlist } from '../../domain/entry.ts';
import { owedWork } from '../../domain/owed-work.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endingAs, milestoneOf, sayEnding, sayStale } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { plainText, sentence } from '../../domain/sentence.ts';
import { type Proposal, propose } from '../guarding/move-until-taken.ts';
import type { Stale } from '../guarding/recheck-request.ts';
import type { Clock } from '../ports/clock.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

export interface VoidDeps {
  readonly allowlist: () => Allowlist;
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/** Voids a request whose entry, rights or workspace changed. Its approvals no longer count, and nothing runs. */
const voidAsStale = (deps: VoidDeps, request: ActionRequest, stale: Stale): Move => ({
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

/** Voids a stale request for a person who wants it to go ahead, and tells them. */
export const proposeVoid = (deps: VoidDeps, request: ActionRequest, stale: Stale): Proposal<Refusal> =>
  propose(voidAsStale(deps, request, stale), () => refuseVoided(stale));

/** Voids a stale request from a background job. If somebody else moves it at that moment, the job is repeated. */
export async function voidRequest(deps: VoidDeps, request: ActionRequest, stale: Stale): Promise<void> {
  const voided = await deps.requests.move(request, voidAsStale(deps, request, stale));
  if (voided === undefined) await beginAgain(deps, request.id);
}

async function beginAgain({ requests, clock }: VoidDeps, requestId: string): Promise<void> {
  const request = await requests.find(requestId);
  if (request === undefined) return;
  const begun = owedWork(request).filter(({ work }) => work === 'create_run' || work === 'create_preview');
  for (const { work } of begun) await requests.enqueue(request, { work, at: new Date(clock.now()) });
}

/** Voids a stale request that has a run. The run is ended first, and never confirmed. */
export function proposeVoidWithRun(deps: VoidDeps, request: ActionRequest, stale: Stale): Proposal<Refusal> {
  const why = { kind: 'stale', because: stale.because } as const;
  const ending = endingAs('voided', why);
  const move: Move = {
    event: 'note',
    change: { ending, deadline: null },
    audit: {
      ...{ kind: 'run.to_be_ended', request: request.id, actor: 'bot' },
      ...{ facts: { as: 'voided' }, texts: { because: plainText(sayEnding(why)) } },
    },
    due: [{ work: 'follow_run', at: new Date(deps.clock.now()) }],
    milestones: [milestoneOf(ending)],
  };
  return propose(move, () => refuseVoided(stale));
}

export const refuseVoided = (stale: Stale): Refusal =>
  new Refusal(
    'request_voided',
    sentence`This request is void: since it was asked, ${sayStale(stale.because)}.`,
    'Ask again. The new request shows what would run now.',
  );
