import type { Allowlist } from '../../domain/entry.ts';
import { owedWork } from '../../domain/owed-work.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endingAs, milestoneOf, sayEnding, sayStale } from '../../domain/say-ending.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import { plainText, sentence } from '../../domain/sentence.ts';
import type { Lost } from '../guarding/recheck-request.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestRecord } from '../ports/request-store.ts';

export interface VoidDeps {
  readonly allowlist: () => Allowlist;
  readonly record: RequestRecord;
  readonly clock: Clock;
}

/**
 * What was asked for is no longer what would run: the approvals are void, and nothing runs. `undefined`: somebody else moved
 * the request in that instant, so it is not void yet.
 */
export function tryToVoid(deps: VoidDeps, request: ActionRequest, lost: Lost): Promise<ActionRequest | undefined> {
  return deps.record.move(request, {
    event: 'void',
    change: {
      settledAt: new Date(deps.clock.now()),
      ...endedAs({ kind: 'ended_without_run', why: { kind: 'stale', because: lost.because } }),
      deadline: null,
    },
    audit: {
      kind: 'request.voided',
      request: request.id,
      actor: 'bot',
      facts: { state: request.state, allowlist: deps.allowlist().hash },
      texts: { because: plainText(sayStale(lost.because)) },
    },
    milestones: request.state === 'unconfirmed' ? [] : [{ kind: 'settled' }],
  });
}

/** As above, by work that is due: where somebody else was first, maybe without any bearing on this, it is done again. */
export async function voidRequest(deps: VoidDeps, request: ActionRequest, lost: Lost): Promise<void> {
  if ((await tryToVoid(deps, request, lost)) === undefined) await beginAgain(deps, request.id);
}

async function beginAgain({ record, clock }: VoidDeps, requestId: string): Promise<void> {
  const request = await record.find(requestId);
  if (request === undefined) return;
  const begun = owedWork(request).filter(({ work }) => work === 'create_run' || work === 'create_preview');
  for (const { work } of begun) await record.enqueue(request, { work, at: new Date(clock.now()) });
}

/** Where a run exists already: it is ended first, and never confirmed. `undefined`: somebody else was first. */
export function voidWithRun(deps: VoidDeps, request: ActionRequest, lost: Lost): Promise<ActionRequest | undefined> {
  const why = { kind: 'stale', because: lost.because } as const;
  const ending = endingAs('voided', why);
  return deps.record.move(request, {
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

export const refuseVoided = (lost: Lost): Refusal =>
  new Refusal(
    'request_voided',
    sentence`This request is void: since it was asked, ${sayStale(lost.because)}.`,
    'Ask again. The new request shows what would run now.',
  );
