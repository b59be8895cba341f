import type { Work } from '../../domain/owed-work.ts';

export interface DueJob {
  readonly work: Work;
  readonly requestId: string;
  /** Counts the searches for a run whose creation got no answer. */
  readonly attempt: number;
  readonly isHint?: true;
}

/** The fencing token of a lease. It becomes invalid as soon as another process acquires the lease. */
export interface Fence {
  readonly lease: string;
  readonly token: number;
}

/** This process cannot do the work now, but another replica may be able to. */
export class ForAnotherReplica extends Error {}

/**
 * Jobs that are due later or must run once. A handler that throws is retried after 1, 2, 4, 8, 15 and then every 30 s; hints
 * are not retried. A job that throws `ForAnotherReplica` is left alone for 2 s each time.
 */
export interface DueWork {
  /** Starts the workers. Each job has a worker of its own, so a job that hangs delays no other. */
  start(handle: (job: DueJob) => Promise<void>): Promise<void>;
  /**
   * Runs something in one process at a time, across all replicas. If that process dies or stalls, another one acquires the
   * lease within 15 s, and the fence rejects late writes of the first.
   */
  acquireLease(name: string, run: (signal: AbortSignal, fence: Fence) => Promise<void>): void;
  /** Whether the lease was not acquired by another process since. Throws if the database cannot be read. */
  isLeaseHeld(fence: Fence): Promise<boolean>;
  /** Stops taking jobs and waits at most this long for those in progress. */
  stop(milliseconds: number): Promise<void>;
}

/** Slack delivers some payloads twice. */
export interface SeenDeliveries {
  /** Remembers a key and returns whether it was known. Keys are kept for a day. */
  seenBefore(key: string): Promise<boolean>;
}
