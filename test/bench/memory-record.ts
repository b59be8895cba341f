import { isSettled, type RequestState, stateAfter } from '../../src/domain/lifecycle.ts';
import { newlyOwed } from '../../src/domain/owed-work.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { Clock } from '../../src/flows/ports/clock.ts';
import type { DueJob } from '../../src/flows/ports/due-work.ts';
import type { Due, Move, RequestStore } from '../../src/flows/ports/request-store.ts';

export interface MemoryRecord extends RequestStore {
  /** Called for every move, with the request before it. */
  onMove(listener: (before: ActionRequest, after: ActionRequest) => void): void;
  /** Handles due work at its time. */
  work(handle: (job: DueJob) => Promise<void>): void;
  readonly size: () => number;
}

/** How long a settled request is still read (milliseconds). Then it is dropped, since a bench keeps no history. */
const KEPT = 120_000;

/** A request store in memory, for benches on a moved clock. The real one is measured in real time. */
export function createMemoryRecord(clock: Clock): MemoryRecord {
  const requests = new Map<string, ActionRequest>();
  const byState = new Map<RequestState, Map<string, ActionRequest>>();
  const listeners: ((before: ActionRequest, after: ActionRequest) => void)[] = [];
  let handle = async (_: DueJob): Promise<void> => undefined;

  const put = (request: ActionRequest, before?: ActionRequest): void => {
    if (before !== undefined && before.state !== request.state) byState.get(before.state)?.delete(request.id);
    requests.set(request.id, request);
    if (isSettled(request.state)) {
      if (before === undefined || !isSettled(before.state)) clock.setTimeout(() => requests.delete(request.id), KEPT);
      return;
    }
    const others = byState.get(request.state) ?? new Map<string, ActionRequest>();
    byState.set(request.state, others);
    others.set(request.id, request);
  };
  const work = async (job: DueJob, failures = 0): Promise<void> => {
    try {
      await handle(job);
    } catch {
      clock.setTimeout(() => void work(job, failures + 1), Math.min(30_000, 1_000 * 2 ** failures));
    }
  };
  const schedule = (requestId: string, due: readonly Due[]): void => {
    for (const { work: name, at, attempt = 0 } of due) {
      clock.setTimeout(() => void work({ work: name, requestId, attempt }), at.getTime() - clock.now());
    }
  };

  return {
    redraw: async () => undefined,
    find: async (id) => requests.get(id),
    inStates: async (states) => states.flatMap((state) => [...(byState.get(state)?.values() ?? [])]),
    runningWith: async (runId) => [...(byState.get('running')?.values() ?? [])].find((one) => one.runId === runId),
    followed: async () => [...(byState.get('running')?.values() ?? [])],
    findAll: async (ids) => ids.flatMap((id) => requests.get(id) ?? []),
    unconfirmedOf: async () => [],
    recent: async () => [],
    history: async () => [],
    requestersOf: async () => [],
    tally: () => Promise.reject(new Error('The bench counts nothing.')),
    async add(request, _, due) {
      put(request);
      schedule(request.id, [...due, ...newlyOwed(undefined, new Date(clock.now()), request, due)]);
    },
    async move(request, move) {
      const state = stateAfter(request.state, move.event);
      if (state === undefined) throw new Error(`A request that is ${request.state} cannot ${move.event}.`);
      const before = requests.get(request.id);
      if (before === undefined || before.version !== request.version) return undefined;
      const after = changeRequest(before, move, state);
      put(after, before);
      const due = move.due ?? [];
      schedule(after.id, [...due, ...newlyOwed(before, new Date(clock.now()), after, due)]);
      for (const listener of listeners) listener(before, after);
      return after;
    },
    note: async () => undefined,
    enqueue: async (request, due) => schedule(request.id, [due]),
    onMove: (listener) => void listeners.push(listener),
    work: (given) => {
      handle = given;
    },
    size: () => requests.size,
  };
}

/** The result of a move, as in the real store. */
export function changeRequest(before: ActionRequest, move: Move, state: RequestState): ActionRequest {
  const kept = Object.entries({ ...before, ...move.change }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const decisions = move.decision === undefined ? before.decisions : [...before.decisions, move.decision];
  return {
    ...(Object.fromEntries(kept) as Omit<ActionRequest, 'decisions'>),
    ...{ version: before.version + 1, state, decisions },
  };
}
