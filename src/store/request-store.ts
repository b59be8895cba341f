import type { Kysely, Transaction } from 'kysely';
import { isSettled, type RequestState, stateAfter } from '../domain/lifecycle.ts';
import { newlyOwed } from '../domain/owed-work.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { Due, Move, RequestChange, RequestStore } from '../flows/ports/request-store.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import type { Queue } from './due-work.ts';
import { isLeaseHeld } from './leases.ts';
import { readMoment } from './moment.ts';
import { type PutInOutbox, putInOutbox } from './outbox-items.ts';
import { readRequests } from './read-requests.ts';
import { fromRow, selectRequests, toRow } from './request-row.ts';
import { readTallyAlone } from './request-tally.ts';
import { toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';
import { transact } from './transact.ts';

export interface RequestStoreParts {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly randomHex: RandomHex;
  readonly queue: Queue;
  /** Called after a commit that put something into the outbox. */
  readonly outboxChanged: () => void;
}

export function createRequestStore(parts: RequestStoreParts): RequestStore {
  const { kysely, clock, queue } = parts;
  const now = (): Date => new Date(clock.now());

  return {
    ...readRequests(kysely),

    async add(request, audit, due) {
      const items: PutInOutbox = { redraw: request.state !== 'unconfirmed', milestones: [] };
      const all = [...due, ...newlyOwed(undefined, now(), request, due)];
      await transact(parts, async (transaction) => {
        await transaction.insertInto('requests').values(toRow(request)).execute();
        await putDecisions(transaction, request, 0);
        await putReading(transaction, undefined, request, now());
        await putInOutbox(transaction, request, items, now());
        await queue.put(transaction, request.id, all);
        await appendAudit(transaction, audit, now(), parts.randomHex);
      });
      queue.wake(all);
      if (items.redraw) parts.outboxChanged();
    },

    async move(request, move) {
      const state = stateAfter(request.state, move.event);
      if (state === undefined) {
        throw new Error(`A request that is ${request.state} cannot ${move.event}: the lifecycle has no such move.`);
      }
      const items = itemsOf(request, { ...request, state }, move);
      const moved = await transact(parts, (transaction) => moveIn(transaction, parts, request, move, state, items));
      if (moved === undefined) return undefined;
      queue.wake(moved.due);
      if (items.redraw) parts.outboxChanged();
      return moved.after;
    },

    async redraw(request) {
      const items: PutInOutbox = { redraw: true, answersPress: true, milestones: [] };
      await kysely.transaction().execute((transaction) => putInOutbox(transaction, request, items, now()));
      parts.outboxChanged();
    },

    async note(audit) {
      await transact(parts, (transaction) => appendAudit(transaction, audit, now(), parts.randomHex));
    },

    async enqueue(request, due: Due) {
      const put = await transact(parts, (transaction) => queue.put(transaction, request.id, [due]));
      if (put) queue.wake([due]);
    },
  };
}

/** Moves the request if it is still as it was read and every guard agrees; otherwise changes nothing. */
async function moveIn(
  transaction: Transaction<Tables>,
  { clock, queue, randomHex }: RequestStoreParts,
  request: ActionRequest,
  move: Move,
  state: RequestState,
  items: PutInOutbox,
): Promise<{ readonly after: ActionRequest; readonly due: readonly Due[] } | undefined> {
  const now = (): Date => new Date(clock.now());
  if (move.fence !== undefined && !(await isLeaseHeld(transaction, move.fence))) return undefined;
  if (move.lastCheck !== undefined && !move.lastCheck(await readMoment(transaction, now()))) return undefined;
  if (move.guard !== undefined && !move.guard(await readTallyAlone(transaction, request))) return undefined;
  const row = await selectRequests(transaction)
    .where('requests.id', '=', request.id)
    .where('requests.version', '=', request.version)
    .forUpdate('requests')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const before = fromRow(row);
  const after = changed(before, move, { version: before.version + 1, state });
  const named = move.due ?? [];
  const due = [...named, ...newlyOwed(before, now(), after, named)];
  await transaction.updateTable('requests').set(toRow(after)).where('id', '=', after.id).execute();
  await putDecisions(transaction, after, before.decisions.length);
  await putReading(transaction, before, after, now());
  await putInOutbox(transaction, after, items, now());
  await queue.put(transaction, after.id, due);
  await appendAudit(transaction, move.audit, now(), randomHex);
  return { after, due };
}

/** A request that ended before Run it has no message and no thread. */
function itemsOf(before: ActionRequest, after: ActionRequest, move: Move): PutInOutbox {
  const hasMessage = after.state !== 'unconfirmed' && !(before.state === 'unconfirmed' && isSettled(after.state));
  if (!hasMessage) return { redraw: false, milestones: [] };
  return { redraw: true, answersPress: move.decision !== undefined, milestones: move.milestones ?? [] };
}

function changed(before: ActionRequest, move: Move, next: Pick<ActionRequest, 'version' | 'state'>): ActionRequest {
  const change: RequestChange = move.change ?? {};
  const kept = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined);
  const decisions = move.decision === undefined ? before.decisions : [...before.decisions, move.decision];
  return { ...(Object.fromEntries(kept) as Omit<ActionRequest, 'decisions'>), ...next, decisions };
}

async function putDecisions(transaction: Transaction<Tables>, request: ActionRequest, from: number): Promise<void> {
  const rows = request.decisions.slice(from).map((decision, index) => ({
    requestId: request.id,
    position: from + index,
    kind: decision.kind,
    person: decision.person,
    at: decision.at,
    allowlist: decision.allowlist,
    decision: toJson(decision),
  }));
  if (rows.length > 0) await transaction.insertInto('decisions').values(rows).execute();
}

async function putReading(
  transaction: Transaction<Tables>,
  before: ActionRequest | undefined,
  { id, run, runReadAt }: ActionRequest,
  now: Date,
): Promise<void> {
  if (run === undefined) {
    if (before?.run !== undefined) await transaction.deleteFrom('runs').where('requestId', '=', id).execute();
    return;
  }
  const reading = { runId: run.id, status: run.status, reading: toJson(run), readAt: runReadAt ?? now };
  await transaction
    .insertInto('runs')
    .values({ requestId: id, ...reading })
    .onConflict((conflict) => conflict.column('requestId').doUpdateSet(reading))
    .execute();
}
