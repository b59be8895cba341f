import type { Work } from '../../domain/owed-work.ts';

export interface DueJob {
  readonly work: Work;
  readonly requestId: string;
  /** Counts the looks for a run whose creation got no answer. */
  readonly attempt: number;
  readonly isHint?: true;
}

/** Which taking of a place somebody acts under; the next one makes it void. */
export interface Fence {
  readonly place: string;
  readonly epoch: number;
}

/** This process cannot do the work just now, and another one may be able to. */
export class ForAnotherReplica extends Error {}

/** Everything that is due later or must happen once. A handler that throws is tried again after 1, 2, 4, 8, 15 and then every 30 s; a hint is not. What is for another replica is left to it for 2 s each time. */
export interface DueWork {
  /** Begins to work; each job in its own place, so that one that hangs holds up no other. */
  start(handle: (job: DueJob) => Promise<void>): Promise<void>;
  /**
   * Holds the one place of this name over all processes, and runs what is given while it is held. Taken over within 15 s
   * after its holder died or stood still; what that one still does is kept off by its fence.
   */
  holdPlace(name: string, run: (signal: AbortSignal, fence: Fence) => Promise<void>): void;
  /** Whether nobody has taken the place since. Throws where it cannot be found out. */
  holds(fence: Fence): Promise<boolean>;
  /** Takes no more work and waits at most so long for what is under way. */
  stop(milliseconds: number): Promise<void>;
}

/** Slack delivers some things twice. */
export interface SeenDeliveries {
  /** Remembers the key and says whether it was there before. Keys are forgotten after a day. */
  seenBefore(key: string): Promise<boolean>;
}
