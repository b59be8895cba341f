import type { Kysely, Transaction } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import { backOff } from '../domain/back-off.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type DueJob, type DueWork, ForAnotherReplica } from '../flows/ports/due-work.ts';
import type { Due } from '../flows/ports/request-store.ts';
import { createLeases } from './leases.ts';
import type { Tables } from './tables.ts';
import { createWorkerWaker } from './worker-waker.ts';

/** The name of our queue in pg-boss. */
export const QUEUE = 'due-work';

/** How many jobs are worked at the same time in this process, so that some that hang (20 s) hold up no other. */
const WORKERS = 16;

/**
 * What this process puts is worked the moment it is due. For what a dead process left, one worker looks this often
 * (milliseconds); where it finds something it wakes the next.
 */
const LOOK = 2_000;
/** And each of them by itself this often (seconds). */
const EACH_LOOKS = 60;

const YEAR = 365 * 24 * 60 * 60;

/** A further hint in the same second waits for the next one (seconds). */
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
 * Puts work in, in the transaction that makes it due, and says whether anything came in: a hint does not where there is one
 * already. `wake` is called once that has committed.
 */
export interface Queue {
  put(transaction: Transaction<Tables>, requestId: string, due: readonly Due[]): Promise<boolean>;
  wake(due: readonly Due[]): void;
}

export interface DueWorkParts {
  readonly boss: PgBoss;
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  /** Told of every job that threw; it is retried all the same. */
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
      // Put anew instead of failed: what pg-boss waits before a retry is up to twice as long. A crash between the two
      // leaves both, and a job done twice is harmless.
      const isForAnother = error instanceof ForAnotherReplica;
      const startAfter = new Date(clock.now() + (isForAnother ? LOOK : backOff(failures)));
      await boss.send(QUEUE, { ...job, failures: isForAnother ? failures : failures + 1 }, { startAfter });
      // Whoever looks next gets it, which with several replicas is mostly another one.
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

    async start(handle) {
      for (let index = 0; index < WORKERS; index += 1) {
        const worker = { id: '', idle: true };
        worker.id = await boss.work<StoredJob>(QUEUE, { pollingIntervalSeconds: EACH_LOOKS }, async ([job]) => {
          if (job === undefined) return;
          worker.idle = false;
          // There may be more: the next idle one looks now, and this one as soon as it is free.
          waker.now();
          boss.notifyWorker(worker.id);
          const working = work(job.data, handle).finally(() => {
            worker.idle = true;
            underWay.delete(working);
          });
          underWay.add(working);
          await working;
        });
        waker.add({ isIdle: () => worker.idle, wake: () => boss.notifyWorker(worker.id) });
      }
      waker.every(LOOK);
    },

    acquireLease: leases.acquire,

    isLeaseHeld: leases.isHeld,

    async stop(milliseconds) {
      waker.stop();
      await boss.offWork(QUEUE, { wait: false });
      const all = Promise.allSettled([...underWay, leases.releaseAll()]);
      // Real time, as a clock that a test moves would stand still while the test waits here.
      const inTime = await Promise.race([all.then(() => true), afterMilliseconds(milliseconds)]);
      await boss.stop({ graceful: inTime, timeout: 1_000, close: false });
    },
  };
}

function afterMilliseconds(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds).unref());
}
