import type { RequestState } from '../src/domain/lifecycle.ts';
import type { Work } from '../src/domain/owed-work.ts';
import type { ActionRequest } from '../src/domain/request.ts';
import { anasRequest, someRun } from './store/requests.ts';

interface Standing {
  readonly name: string;
  readonly request: ActionRequest;
  /** The work that must be queued for it. */
  readonly owes: readonly Work[];
}

const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 3, minute));
const LIMIT = { deadline: at(60), remindAt: at(30) };
const TOKEN = 'c'.repeat(32);
const FREEZE = { name: 'weekend', from: at(0), until: at(20), reason: 'Nobody is on call' };

function standing(
  name: string,
  state: RequestState,
  given: Partial<ActionRequest>,
  owes: readonly Work[] = [],
): Standing {
  const request = anasRequest({ state, startedAt: at(0), ...given });
  // A token and a run belong to one request.
  const own = request.token === undefined ? {} : { token: request.id };
  const run = request.runId === undefined ? {} : { runId: `run-${request.id}` };
  return { name: `${state}, ${name}`, request: { ...request, ...own, ...run }, owes };
}

const limited: readonly Work[] = ['expire_request', 'remind_request'];
const approved = { ...LIMIT, approvedAt: at(1) };
const creating = { ...approved, token: TOKEN, creatingSince: at(2) };
const running = { ...creating, runId: 'run-1' };
const ending = { state: 'withdrawn', because: '@U0ANA00001 withdrew it' } as const;
const planned = { ...someRun, status: 'planned', timestamps: { 'planned-at': '2026-03-02T03:04:00+00:00' } };
const confirmed = { ...planned.timestamps, 'confirmed-at': '2026-03-02T03:06:00+00:00' };
const applying = { ...planned, status: 'applying', timestamps: confirmed };
const held = { ...applying, status: 'pre_apply_awaiting_decision' };
const there = { since: at(6), because: 'hcp_terraform', status: held.status } as const;
const asked = { confirmedAt: at(5), verdictAsked: 1, verdictDueAt: at(7) };
const over = { settledAt: at(9) };

/** Every standing of a request, and the work that it owes there. */
export const standings: readonly [Standing, ...Standing[]] = [
  standing('not pressed yet', 'unconfirmed', { deadline: at(10) }, ['expire_request']),
  standing('plain', 'awaiting_approval', LIMIT, limited),
  standing('reminded', 'awaiting_approval', { deadline: at(60) }, ['expire_request']),
  standing('frozen', 'awaiting_approval', { ...LIMIT, heldBy: FREEZE }, [...limited, 'hold_frozen']),
  standing('preview due', 'awaiting_approval', { ...LIMIT, preview: { stage: 'due' } }, [...limited, 'create_preview']),
  standing(
    'preview asked for',
    'awaiting_approval',
    { ...LIMIT, preview: { stage: 'creating', token: TOKEN, creatingSince: at(1) } },
    [...limited, 'find_preview'],
  ),
  standing(
    'preview planning',
    'awaiting_approval',
    { ...LIMIT, preview: { stage: 'planning', runId: 'run-0' } },
    limited,
  ),
  standing('preview passed', 'awaiting_approval', { ...LIMIT, preview: { stage: 'passed' } }, limited),
  standing('plain', 'approved', approved, [...limited, 'create_run']),
  standing('tried again later', 'approved', { ...approved, createNotBefore: at(5) }, [...limited, 'create_run']),
  standing('frozen', 'approved', { ...approved, heldBy: FREEZE }, [...limited, 'hold_frozen']),
  standing('preview due', 'approved', { ...approved, preview: { stage: 'due' } }, [...limited, 'create_preview']),
  standing('preview asked for', 'approved', { ...approved, preview: { stage: 'creating', token: TOKEN } }, [
    ...limited,
    'find_preview',
  ]),
  standing('preview planning', 'approved', { ...approved, preview: { stage: 'planning', runId: 'run-0' } }, limited),
  standing('preview passed', 'approved', { ...approved, preview: { stage: 'passed' } }, [...limited, 'create_run']),
  standing('the call under way', 'creating', creating, [...limited, 'find_run']),
  standing('the call without an answer', 'creating', { ...creating, looksDone: 2 }, [...limited, 'find_run']),
  standing('an ending kept', 'creating', { ...creating, ending }, ['find_run']),
  standing('pending', 'running', running, limited),
  standing('waiting for a person', 'running', { ...running, waiting: { since: at(4), because: 'by_hand' } }, limited),
  standing('being confirmed', 'running', { ...running, confirmedAt: at(5), run: planned }, limited),
  standing(
    'planned without a limit',
    'running',
    { ...running, deadline: undefined, remindAt: undefined, run: planned },
    ['expire_request'],
  ),
  standing('held before its apply', 'running', { ...running, confirmedAt: at(5), run: held, waiting: there }, limited),
  standing('applying', 'running', { ...running, confirmedAt: at(5), run: applying }),
  standing('being ended', 'running', { ...running, ending }),
  standing('no verdict yet', 'running', { ...running, ...asked, run: { ...applying, status: 'applied' } }),
  ...(['succeeded', 'failed', 'not_invoked', 'discarded', 'canceled'] as const).map((state) =>
    standing('after its run', state, { ...running, ...over }, ['discard_orphans']),
  ),
  standing('after a creation without an answer', 'succeeded', { ...running, ...over, looksDone: 1 }, [
    'discard_orphans',
    'discard_orphans',
  ]),
  ...(['denied', 'withdrawn', 'expired', 'voided'] as const).map((state) => standing('before its run', state, over)),
  standing('its preview left behind', 'denied', { ...over, preview: { stage: 'planning', runId: 'run-0' } }, [
    'end_preview',
  ]),
  standing('the run not found', 'unresolved', { ...creating, ...over, looksDone: 4 }, ['find_run']),
  standing('the verdict not known', 'unresolved', { ...running, ...over }, ['discard_orphans']),
];
