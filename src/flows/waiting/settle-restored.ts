import { isSettled, NEXT, type RequestState } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { endedAs } from '../../domain/say-outcome.ts';
import type { Clock } from '../ports/clock.ts';
import type { Move, RequestStore } from '../ports/request-store.ts';

interface SettleDeps {
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/** The backup that was restored: when it was made, and the newest audit record in it. */
export interface RestoredBackup {
  readonly madeAt: Date;
  readonly head: { readonly seq: number; readonly hash: string };
}

const OPEN = (Object.keys(NEXT) as RequestState[]).filter((state) => !isSettled(state));

/** The intent to create a run was stored, so HCP Terraform may have one. */
const mayHaveRun = ({ state }: ActionRequest): boolean => state === 'creating' || state === 'running';

/**
 * Settles every request that was open in a backup. Nothing is created from a backup: the bot that wrote it went on
 * afterwards, and may have created, confirmed or ended the same run. Returns how many requests it settled as what.
 */
export async function settleRestored(
  { requests, clock }: SettleDeps,
  { madeAt, head }: RestoredBackup,
): Promise<{ readonly voided: number; readonly unresolved: number }> {
  const open = await requests.inStates(OPEN);
  const unresolved = open.filter(mayHaveRun).length;
  const counts = { voided: open.length - unresolved, unresolved };
  await requests.note({
    kind: 'store.restored',
    actor: 'bot',
    facts: { made_at: madeAt.toISOString(), seq: head.seq, hash: head.hash, ...counts },
  });
  for (const request of open) {
    const moved = await requests.move(request, settlementOf(request, new Date(clock.now())));
    if (moved === undefined) throw new Error(`Request ${request.id} was changed while it was settled.`);
  }
  return counts;
}

function settlementOf(request: ActionRequest, settledAt: Date): Move {
  const ended = endedAs({ kind: 'restored', mayHaveRun: mayHaveRun(request) });
  const common = {
    change: { settledAt, deadline: null, looksDone: null, blocked: null, away: null, ...ended },
    milestones: request.state === 'unconfirmed' ? [] : [{ kind: 'settled' } as const],
  };
  const about = { request: request.id, actor: 'bot', facts: { state: request.state, because: 'restored' } } as const;
  return mayHaveRun(request)
    ? {
        ...common,
        event: request.state === 'creating' ? 'lose' : 'verdict_unresolved',
        audit: { kind: 'request.unresolved', ...about },
      }
    : { ...common, event: 'void', audit: { kind: 'request.voided', ...about } };
}
