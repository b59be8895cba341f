import type { AuditEntry } from '../domain/audit.ts';
import type { RequestEvent, RequestState } from '../domain/lifecycle.ts';
import type { Milestone } from '../domain/milestone.ts';
import type { ActionRequest, Decision } from '../domain/request.ts';

/** What is due later, or at once but must survive a crash. Every piece of work asks the request's state first, so doing one twice is harmless. */
export type Work =
  | 'create_run'
  | 'find_run'
  | 'expire_request'
  | 'remind_request'
  | 'hold_frozen'
  | 'follow_run'
  | 'discard_orphans'
  | 'create_preview'
  | 'find_preview'
  | 'end_preview';

export interface Due {
  readonly work: Work;
  readonly at: Date;
  /** Counts the looks for a run whose creation got no answer. */
  readonly attempt?: number;
}

/** What a request carries that its state, version and decisions do not say; `null` takes a value away. */
export type RequestChange = {
  readonly [Key in keyof Omit<ActionRequest, 'id' | 'version' | 'state' | 'decisions' | 'frozen' | 'digest'>]?:
    | ActionRequest[Key]
    | null;
};

/** One change of a request with everything that has to be true together with it: one transaction, or nothing. */
export interface Move {
  readonly event: RequestEvent;
  readonly change?: RequestChange;
  readonly decision?: Decision;
  readonly audit: AuditEntry;
  readonly due?: readonly Due[];
  readonly milestones?: readonly Milestone[];
}

/** The durable record of requests. Whatever cannot be reached throws, and then nothing has happened. */
export interface RequestRecord {
  find(id: string): Promise<ActionRequest | undefined>;
  /** In the order they were asked. */
  inStates(states: readonly RequestState[]): Promise<readonly ActionRequest[]>;
  /** Open requests whose preview is being planned. */
  inPreview(): Promise<readonly ActionRequest[]>;
  /** One's own requests that nobody has pressed Run it on. */
  unconfirmedOf(requester: string): Promise<readonly ActionRequest[]>;
  /** The newest first. */
  recent(limit: number): Promise<readonly ActionRequest[]>;
  add(request: ActionRequest, audit: AuditEntry, due: readonly Due[]): Promise<void>;
  /**
   * Compare-and-set on (id, version): gives the request as it stands afterwards, or `undefined` where somebody else was
   * first. Throws where the lifecycle has no such move. Every move from Run it on also has the request message redrawn.
   */
  move(request: ActionRequest, move: Move): Promise<ActionRequest | undefined>;
  /** A record without a move, such as a refusal. */
  note(audit: AuditEntry): Promise<void>;
  /** Enqueues work outside a move. */
  enqueue(request: ActionRequest, due: Due): Promise<void>;
}
