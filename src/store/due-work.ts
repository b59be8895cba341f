import type { Kysely, Transaction } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import { backOff } from '../domain/back-off.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type DueJob, type DueWork, ForAnotherReplica } from '../flows/ports/due-work.ts';
import type { Due } from '../flows/ports/request-store.ts';
import { createLeases } from './leases.ts';
import type { Tables } from './tables.ts';
import { createWorkerWaker } from './worker-waker.ts';

/** The queue's name in pg-boss. */
export const QUEUE = 'due-work';

/** Jobs processed in parallel by this process, so that a few that hang (20 s each) delay no other. */
const WORKERS = 16;

/**
 * Jobs of this process run as soon as they are due. One worker polls this often (milliseconds) for jobs that a dead
 * process left, and wakes the next worker if it finds one.
 */
const LOOK = 2_000;
/** Every worker also polls by itself this often (seconds). */
const EACH_LOOKS = 60;

const YEAR = 365 * 24 * 60 * 60;

/** A second hint within the same second waits for the next one (seconds). */
const HINTS_APART = 1;
const hintOf = ({ work, requestId }: DueJob) => ({
  singletonKey: `${work} ${requestId}`,
  singletonSeconds: HINTS_APART,
  singletonNextSlot: true,
});

interface StoredJob extends DueJob {
  readonly failures?: number;
}

/**
 * Enqueues jobs in the transaction that makes them due. Returns whether any job was added: a hint is not added if one
 * is waiting. `wake` is called after the commit.
 */
export interface Queue {
  put(transaction: Transaction<Tables>, requestId: string, due: readonly Due[]): Promise<boolean>;
  wake(due: readonly Due[]): void;
}

export interface DueWorkParts {
  readonly boss: PgBoss;
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  /** Called for every job that threw. The job is retried in any case. */
  readonly onError: (error: unknown, job: DueJob | undefined) => void;
}

export async function createDueWork({ boss, kysely, clock, onError }: DueWorkParts): Promise<DueWork & Queue> {
  await boss.createQueue(QUEUE, {
    retryLimit: 1_000_000,
    retryBackoff: true,
    retryDelayMax: 30,
    heartbeatSeconds: 10,
    expireInSeconds: 60,
    retentionSeconds: 10 * YEAR,
    deleteAfterSeconds: 60,
  });
  const leases = createLeases({ kysely, clock, onError: (error) => onError(error, undefined) });
  const waker = createWorkerWaker(clock);
  const underWay = new Set<Promise<void>>();

  async function work(stored: StoredJob, handle: (job: DueJob) => Promise<void>): Promise<void> {
    const { failures = 0, ...job } = stored;
    try {
      await handle(job);
    } catch (error) {
      onError(error, job);
      if (job.isHint === true) return;
      // Enqueued again instead of failed, since pg-boss waits up to twice the delay before its own retry. A crash
      // between the two leaves both jobs, and running a job twice is harmless.
      const isForAnother = error instanceof ForAnotherReplica;
      const startAfter = new Date(clock.now() + (isForAnother ? LOOK : backOff(failures)));
      await boss.send(QUEUE, { ...job, failures: isForAnother ? failures : failures + 1 }, { startAfter });
      // The next worker that polls gets the job. With several replicas that is usually another one.
      if (!isForAnother) waker.at(startAfter.getTime());
    }
  }

  return {
    async put(transaction, requestId, due) {
      const ids: (string | null)[] = [];
      for (const { work, at, attempt = 0, isHint } of due) {
        const data: DueJob = { work, requestId, attempt, ...(isHint === undefined ? {} : { isHint }) };
        const startAfter = at.getTime() > clock.now() ? { startAfter: at } : {};
        const db = fromKysely(transaction.withoutPlugins());
        ids.push(await boss.send(QUEUE, data, { ...startAfter, ...(isHint ? hintOf(data) : {}), db }));
      }
      return ids.some((id) => id !== null);
    },

    wake(due) {
      for (const { at, isHint } of due) {
        waker.at(at.getTime());
        if (isHint) waker.at(at.getTime() + HINTS_APART * 1_000 + 100);
      }
    },

    start: (handle) =>
      startWorkers(boss, waker, async (job) => {
        const working = work(job, handle).finally(() => underWay.delete(working));
        underWay.add(working);
        await working;
      }),

    acquireLease: leases.acquire,

    isLeaseHeld: leases.isHeld,

    async stop(milliseconds) {
      waker.stop();
      await boss.offWork(QUEUE, { wait: false });
      const all = Promise.allSettled([...underWay, leases.releaseAll()]);
      // Uses real time, since a test's clock would not move while the test waits here.
      const inTime = await Promise.race([all.then(() => true), afterMilliseconds(milliseconds)]);
      await boss.stop({ graceful: inTime, timeout: 1_000, close: false });
    },
  };
}

/** Starts the workers. Each runs one job at a time, and wakes the next one as soon as it has a job. */
async function startWorkers(
  boss: PgBoss,
  waker: ReturnType<typeof createWorkerWaker>,
  run: (job: StoredJob) => Promise<void>,
): Promise<void> {
  for (let index = 0; index < WORKERS; index += 1) {
    const worker = { id: '', idle: true };
    worker.id = await boss.work<StoredJob>(QUEUE, { pollingIntervalSeconds: EACH_LOOKS }, async ([job]) => {
      if (job === undefined) return;
      worker.idle = false;
      // There may be more jobs: the next idle worker polls now, and this one when it is free.
      waker.now();
      boss.notifyWorker(worker.id);
      await run(job.data).finally(() => {
        worker.idle = true;
      });
    });
    waker.add({ isIdle: () => worker.idle, wake: () => boss.notifyWorker(worker.id) });
  }
  waker.every(LOOK);
}

function afterMilliseconds(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds).unref());
}
