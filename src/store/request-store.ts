import { type Kysely, sql, type Transaction } from 'kysely';
import { isSettled, stateAfter } from '../domain/lifecycle.ts';
import { newlyOwed } from '../domain/owed-work.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { Due, Move, RequestChange, RequestStore } from '../flows/ports/request-store.ts';
import { appendAudit, type RandomHex } from './audit-log.ts';
import type { Queue } from './due-work.ts';
import { isLeaseHeld } from './leases.ts';
import { readMoment } from './moment.ts';
import { type PutInOutbox, putInOutbox } from './outbox-items.ts';
import { readHistory, readRequesters } from './request-history.ts';
import { fromRow, selectRequests, toRow } from './request-row.ts';
import { readTally, readTallyAlone } from './request-tally.ts';
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
    async find(id) {
      const row = await selectRequests(kysely).where('requests.id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },

    async inStates(states) {
      if (states.length === 0) return [];
      const rows = await selectRequests(kysely)
        .where('requests.state', 'in', states)
        .orderBy('requests.askedAt')
        .orderBy('requests.id')
        .execute();
      return rows.map(fromRow);
    },

    async followed() {
      const { rows } = await readFollowed.execute(kysely);
      return rows;
    },

    async findAll(ids) {
      if (ids.length === 0) return [];
      return (await selectRequests(kysely).where('requests.id', 'in', ids).execute()).map(fromRow);
    },

    async runningWith(runId) {
      const row = await selectRequests(kysely)
        .where('requests.runId', '=', runId)
        .where('requests.state', '=', 'running')
        .executeTakeFirst();
      return row && fromRow(row);
    },

    async unconfirmedOf(requester) {
      const rows = await selectRequests(kysely)
        .where('requests.requester', '=', requester)
        .where('requests.state', '=', 'unconfirmed')
        .orderBy('requests.askedAt')
        .execute();
      return rows.map(fromRow);
    },

    async recent(limit) {
      const rows = await selectRequests(kysely)
        .orderBy('requests.askedAt', 'desc')
        .orderBy('requests.id')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },

    history: (query) => readHistory(kysely, query),

    requestersOf: (seen) => readRequesters(kysely, seen),

    tally: (asked) => readTally(kysely, asked),

    async add(request, audit, due) {
      const wishes: PutInOutbox = { redraw: request.state !== 'unconfirmed', milestones: [] };
      const all = [...due, ...newlyOwed(undefined, now(), request, due)];
      await transact(parts, async (transaction) => {
        await transaction.insertInto('requests').values(toRow(request)).execute();
        await putDecisions(transaction, request, 0);
        await putReading(transaction, undefined, request, now());
        await putInOutbox(transaction, request, wishes, now());
        await queue.put(transaction, request.id, all);
        await appendAudit(transaction, audit, now(), parts.randomHex);
      });
      queue.wake(all);
      if (wishes.redraw) parts.outboxChanged();
    },

    async move(request, move) {
      const state = stateAfter(request.state, move.event);
      if (state === undefined) {
        throw new Error(`A request that is ${request.state} cannot ${move.event}: the lifecycle has no such move.`);
      }
      const wishes = wishesOf(request, { ...request, state }, move);
      const moved = await transact(parts, async (transaction) => {
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
        await putInOutbox(transaction, after, wishes, now());
        await queue.put(transaction, after.id, due);
        await appendAudit(transaction, move.audit, now(), parts.randomHex);
        return { after, due };
      });
      if (moved === undefined) return undefined;
      queue.wake(moved.due);
      if (wishes.redraw) parts.outboxChanged();
      return moved.after;
    },

    async redraw(request) {
      const wishes: PutInOutbox = { redraw: true, answersPress: true, milestones: [] };
      await kysely.transaction().execute((transaction) => putInOutbox(transaction, request, wishes, now()));
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

const readFollowed = sql<Pick<ActionRequest, 'id' | 'version'>>`
  select id, version from requests where state = 'running'
  union all
  select id, version from requests
  where state in ('awaiting_approval', 'approved') and rest -> 'preview' ->> 'stage' = 'planning'
`;

/** A request that ended before Run it has no message and no thread. */
function wishesOf(before: ActionRequest, after: ActionRequest, move: Move): PutInOutbox {
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
