import type { AuditEntry } from '../../domain/audit.ts';
import type { Entry } from '../../domain/entry.ts';
import type { ChatFreeze } from '../../domain/freeze.ts';
import type { Tally } from '../../domain/guards.ts';
import type { RequestEvent, RequestState } from '../../domain/lifecycle.ts';
import type { Milestone } from '../../domain/milestone.ts';
import type { Work } from '../../domain/owed-work.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest, Decision } from '../../domain/request.ts';
import type { Fence } from './due-work.ts';

/**
 * A job that is due later, or now but has to survive a crash. Every job checks the request's state first, so running
 * one twice is harmless.
 */
export interface Due {
  readonly work: Work;
  readonly at: Date;
  /** Counts the searches for a run whose creation got no answer. */
  readonly attempt?: number;
  /**
   * Work that would happen soon anyway. Hints of all processes are merged: it runs at most once a second, the last time
   * after the last hint, and is not retried.
   */
  readonly isHint?: true;
}

/** A request's fields apart from its state, version and decisions. `null` removes a value. */
export type RequestChange = {
  readonly [Key in keyof Omit<ActionRequest, 'id' | 'version' | 'state' | 'decisions' | 'asked' | 'digest'>]?:
    | ActionRequest[Key]
    | null;
};

/** What can prevent a decision, read in its transaction and ordered with freezes from chat and new allowlists. */
export interface Moment {
  /** The freezes from chat that hold now. */
  readonly fromChat: readonly ChatFreeze[];
  /** SHA-256 of the newest allowlist that any replica recorded, or `undefined` if there is none. */
  readonly allowlist: string | undefined;
}

/** A change of a request with everything that belongs to it, in one transaction. */
export interface Move {
  readonly event: RequestEvent;
  readonly change?: RequestChange;
  readonly decision?: Decision;
  readonly audit: AuditEntry;
  readonly due?: readonly Due[];
  readonly milestones?: readonly Milestone[];
  /**
   * Called in the transaction, one such move at a time. If it returns false the move is not made, as if somebody else
   * had been first.
   */
  readonly guard?: (tally: Tally) => boolean;
  /**
   * Called in the transaction, before `guard`. A freeze from chat or a new allowlist either commits before and is seen,
   * or waits for this move and sees it. If it returns false the move is not made.
   */
  readonly lastCheck?: (moment: Moment) => boolean;
  /** If another process holds this lease now, the move is not made either. */
  readonly fence?: Fence;
}

/** What is counted for. The request itself is not open. */
export type Tallied = Pick<ActionRequest, 'asked' | 'digest' | 'requester'>;

export type EntryName = Pick<Entry, 'action' | 'environment'>;

/** A person's own requests, and those of these entries. */
export interface SeenEntries {
  readonly person: PersonId;
  readonly entries: readonly EntryName[];
}

export interface HistoryQuery extends SeenEntries {
  /** Also returns requests whose entry is not on the allowlist now; the caller has to check who may see them. */
  readonly orNoneOf: readonly EntryName[];
  readonly action?: string;
  readonly environment?: string;
  readonly requesters?: readonly PersonId[];
  /** Continues after this request. */
  readonly after?: ActionRequest;
  readonly limit: number;
}

/**
 * The store of requests. Throws if it cannot be reached. If the database committed and its answer was lost, the store
 * asks what happened to the transaction. A throw therefore means that nothing was changed, unless that question got no
 * answer either.
 */
export interface RequestStore {
  find(id: string): Promise<ActionRequest | undefined>;
  /** In the order in which they were asked. */
  inStates(states: readonly RequestState[]): Promise<readonly ActionRequest[]>;
  /** Running requests and those whose preview is being planned, with just enough of each to see whether it changed. */
  followed(): Promise<readonly Pick<ActionRequest, 'id' | 'version'>[]>;
  findAll(ids: readonly string[]): Promise<readonly ActionRequest[]>;
  /** The request that owns this run. */
  runningWith(runId: string): Promise<ActionRequest | undefined>;
  /** The person's requests for which Run it was not clicked. */
  unconfirmedOf(requester: string): Promise<readonly ActionRequest[]>;
  /** Newest first. */
  recent(limit: number): Promise<readonly ActionRequest[]>;
  /** Newest first, without those that ended before Run it. */
  history(query: HistoryQuery): Promise<readonly ActionRequest[]>;
  /**
   * Requesters of the person's own requests or those of these entries, after Run it: ids with the names they had then,
   * newest first.
   */
  requestersOf(seen: SeenEntries): Promise<readonly { readonly id: PersonId; readonly name: string }[]>;
  tally(asked: Tallied): Promise<Tally>;
  add(request: ActionRequest, audit: AuditEntry, due: readonly Due[]): Promise<void>;
  /**
   * Compare-and-set on (id, version). Returns the changed request, or `undefined` if somebody else was first. Throws if
   * the lifecycle has no such move. Every move from Run it on also redraws the request message. Work that the new state
   * owes (`domain/owed-work.ts`) is enqueued in the same transaction, even if the move does not name it.
   */
  move(request: ActionRequest, move: Move): Promise<ActionRequest | undefined>;
  /** Redraws the request message without a move. */
  redraw(request: ActionRequest): Promise<void>;
  /** A record without a move, such as a refusal. */
  note(audit: AuditEntry): Promise<void>;
  /** Enqueues work without a move. */
  enqueue(request: Pick<ActionRequest, 'id'>, due: Due): Promise<void>;
}
