import type { AuditEntry } from '../../domain/audit.ts';
import type { Entry } from '../../domain/entry.ts';
import type { ChatFreeze } from '../../domain/freeze.ts';
import type { RequestEvent, RequestState } from '../../domain/lifecycle.ts';
import type { Milestone } from '../../domain/milestone.ts';
import type { Work } from '../../domain/owed-work.ts';
import type { PersonId } from '../../domain/person.ts';
import type { ActionRequest, Decision } from '../../domain/request.ts';
import type { Tally } from '../../domain/tally.ts';
import type { Fence } from './due-work.ts';

/** What is due later, or at once but must survive a crash. Every piece of work asks the request's state first, so doing one twice is harmless. */
export interface Due {
  readonly work: Work;
  readonly at: Date;
  /** Counts the looks for a run whose creation got no answer. */
  readonly attempt?: number;
  /**
   * It would come about by itself a little later. However often it is put, by whichever process, it is worked once in a
   * second, the last time after the last of them; where it fails it is not tried again.
   */
  readonly isHint?: true;
}

/** What a request carries that its state, version and decisions do not say; `null` takes a value away. */
export type RequestChange = {
  readonly [Key in keyof Omit<ActionRequest, 'id' | 'version' | 'state' | 'decisions' | 'asked' | 'digest'>]?:
    | ActionRequest[Key]
    | null;
};

/** What can hinder a decision at the moment of its transaction, in one order with freezes from chat and new allowlists. */
export interface Moment {
  /** Freezes from chat that are neither over nor lifted. */
  readonly fromChat: readonly ChatFreeze[];
  /** SHA-256 of the newest allowlist that any replica has put on the record; `undefined` where none ever has. */
  readonly allowlist: string | undefined;
}

/** One change of a request with everything that has to be true together with it: one transaction, or nothing. */
export interface Move {
  readonly event: RequestEvent;
  readonly change?: RequestChange;
  readonly decision?: Decision;
  readonly audit: AuditEntry;
  readonly due?: readonly Due[];
  readonly milestones?: readonly Milestone[];
  /**
   * Asked in the transaction of the move, one such move after the other: where it gives false the move does not come about,
   * as if somebody else had been first.
   */
  readonly guard?: (tally: Tally) => boolean;
  /**
   * Asked in the transaction of the move, before `guard`. A freeze from chat or a new allowlist is on the record before
   * it and seen, or comes after the move and finds it. Where it gives false the move does not come about.
   */
  readonly lastCheck?: (moment: Moment) => boolean;
  /** Where somebody else has this place by now, the move does not come about either. */
  readonly fence?: Fence;
}

/** What a tally is taken for: a request that is not open itself. */
export type Tallied = Pick<ActionRequest, 'asked' | 'digest' | 'requester'>;

export type EntryName = Pick<Entry, 'action' | 'environment'>;

/** A person's own requests, and those of these entries. */
export interface SeenEntries {
  readonly person: PersonId;
  readonly entries: readonly EntryName[];
}

export interface HistoryQuery extends SeenEntries {
  /** Those of entries that are none of these come as well, as the one who asks has to look who may see them. */
  readonly orNoneOf: readonly EntryName[];
  readonly action?: string;
  readonly environment?: string;
  readonly requesters?: readonly PersonId[];
  /** Goes on after this one. */
  readonly after?: ActionRequest;
  readonly limit: number;
}

/**
 * The durable record of requests. Whatever cannot be reached throws. Where the database has committed and its answer was
 * lost, it is asked what became of the transaction, so that a throw means that nothing has happened unless it did not answer
 * that either.
 */
export interface RequestStore {
  find(id: string): Promise<ActionRequest | undefined>;
  /** In the order they were asked. */
  inStates(states: readonly RequestState[]): Promise<readonly ActionRequest[]>;
  /** Those that run, and those whose preview is being planned: no more of each than tells whether it was changed. */
  followed(): Promise<readonly Pick<ActionRequest, 'id' | 'version'>[]>;
  findAll(ids: readonly string[]): Promise<readonly ActionRequest[]>;
  /** The request that is running this run. */
  runningWith(runId: string): Promise<ActionRequest | undefined>;
  /** One's own requests that nobody has pressed Run it on. */
  unconfirmedOf(requester: string): Promise<readonly ActionRequest[]>;
  /** The newest first. */
  recent(limit: number): Promise<readonly ActionRequest[]>;
  /** The newest first, of those that went past Run it. */
  history(query: HistoryQuery): Promise<readonly ActionRequest[]>;
  /** Who asked for what went past Run it and is the person's own or of these entries: ids with the names they had, the newest first. */
  requestersOf(seen: SeenEntries): Promise<readonly { readonly id: PersonId; readonly name: string }[]>;
  tally(asked: Tallied): Promise<Tally>;
  add(request: ActionRequest, audit: AuditEntry, due: readonly Due[]): Promise<void>;
  /**
   * Compare-and-set on (id, version): gives the request as it stands afterwards, or `undefined` where somebody else was
   * first. Throws where the lifecycle has no such move. Every move from Run it on also has the request message redrawn.
   * Work that the request owes from then on (`domain/owed-work.ts`) is put in the same transaction, whether or not the move
   * names it.
   */
  move(request: ActionRequest, move: Move): Promise<ActionRequest | undefined>;
  /** Has the request message drawn anew although the request did not move. */
  redraw(request: ActionRequest): Promise<void>;
  /** A record without a move, such as a refusal. */
  note(audit: AuditEntry): Promise<void>;
  /** Enqueues work outside a move. */
  enqueue(request: Pick<ActionRequest, 'id'>, due: Due): Promise<void>;
}
