import type { Tally } from '../../../src/domain/guards.ts';
import { isSettled, stateAfter } from '../../../src/domain/lifecycle.ts';
import { newlyOwed } from '../../../src/domain/owed-work.ts';
import type { ActionRequest } from '../../../src/domain/request.ts';
import type { DueJob } from '../../../src/flows/ports/due-work.ts';
import type { FreezeBook } from '../../../src/flows/ports/freeze-book.ts';
import type { Due, Move, RequestStore, Tallied } from '../../../src/flows/ports/request-store.ts';

/** A request store in memory. The lifecycle, compare-and-set and owed work behave as in the real store. */
export interface MemoryRecord extends RequestStore {
  readonly requests: ReadonlyMap<string, ActionRequest>;
  /** Removes and returns the earliest due work. */
  takeDue(until: number): DueJob | undefined;
  enqueueAgain(job: DueJob, at: number): void;
}

export function keepInMemory(
  freezes: Pick<FreezeBook, 'current'> = { current: async () => [] },
  now: () => Date = () => new Date(0),
): MemoryRecord {
  const requests = new Map<string, ActionRequest>();
  let waiting: { readonly at: number; readonly job: DueJob }[] = [];
  const enqueue = (requestId: string, due: readonly Due[]): void => {
    for (const { work, at, attempt = 0 } of due) {
      waiting.push({ at: at.getTime(), job: { work, requestId, attempt } });
    }
  };
  const tally = (asked: Tallied): Tally => {
    const open = [...requests.values()].filter(({ state }) => state !== 'unconfirmed' && !isSettled(state));
    return {
      openOfEntry: open.length,
      openOfPerson: open.filter(({ requester }) => requester === asked.requester).length,
      lastRun: undefined,
      identical: open.find(({ digest, ending }) => digest === asked.digest && ending === undefined)?.id,
    };
  };
  return {
    requests,
    takeDue(until) {
      const next = waiting
        .filter(({ at }) => at <= until)
        .reduce<(typeof waiting)[number] | undefined>(earlier, undefined);
      waiting = waiting.filter((one) => one !== next);
      return next?.job;
    },
    enqueueAgain: (job, at) => void waiting.push({ at, job }),
    find: async (id) => requests.get(id),
    inStates: async (states) => [...requests.values()].filter(({ state }) => states.includes(state)),
    unconfirmedOf: async (requester) =>
      [...requests.values()].filter((one) => one.requester === requester && one.state === 'unconfirmed'),
    followed: async () => [...requests.values()].filter(({ state }) => state === 'running'),
    findAll: async (ids) => [...requests.values()].filter(({ id }) => ids.includes(id)),
    runningWith: async (runId) => [...requests.values()].find((one) => one.runId === runId && one.state === 'running'),
    history: async () => [],
    requestersOf: async () => [],
    tally: async (asked) => tally(asked),
    recent: async (limit) => [...requests.values()].reverse().slice(0, limit),
    redraw: async () => undefined,
    async add(request, _audit, due) {
      requests.set(request.id, request);
      enqueue(request.id, [...due, ...newlyOwed(undefined, NEVER, request, due)]);
    },
    async move(request, move) {
      const state = stateAfter(request.state, move.event);
      if (state === undefined) throw new Error(`A request that is ${request.state} cannot ${move.event}.`);
      // Everything is awaited before the decision, which is then a single step.
      const fromChat = move.lastCheck === undefined ? [] : await freezes.current(now());
      const before = requests.get(request.id);
      if (move.lastCheck?.({ fromChat, allowlist: undefined }) === false) return undefined;
      if (before?.version !== request.version || move.guard?.(tally(before)) === false) return undefined;
      const after = { ...changed(before, move), state, version: before.version + 1 };
      requests.set(request.id, after);
      const due = move.due ?? [];
      enqueue(request.id, [...due, ...newlyOwed(before, NEVER, after, due)]);
      return after;
    },
    note: async () => undefined,
    enqueue: async (request, due) => enqueue(request.id, [due]),
  };
}

/** Work of a past time is queued besides what the move names. Doing it twice is harmless. */
const NEVER = new Date(0);

const earlier = <One extends { readonly at: number }>(first: One | undefined, second: One): One =>
  first === undefined || second.at < first.at ? second : first;

function changed(before: ActionRequest, { change = {}, decision }: Move): ActionRequest {
  const kept = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  const decisions = decision === undefined ? before.decisions : [...before.decisions, decision];
  return { ...(Object.fromEntries(kept) as Omit<ActionRequest, 'decisions'>), decisions };
}
