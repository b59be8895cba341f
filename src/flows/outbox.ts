import type { Milestone } from '../domain/milestone.ts';
import type { ActionRequest } from '../domain/request.ts';

/** Something Slack has still to be told of a request: its message redrawn from the record, or one reply in its thread. */
export interface OutboxItem {
  readonly id: string;
  readonly requestId: string;
  readonly kind: 'message' | 'reply';
  /** Of a reply. */
  readonly milestone: Milestone | undefined;
  /** Of a message: which wish to redraw this answers; a newer one stays in the outbox. */
  readonly wanted: number;
  readonly attempts: number;
  /** An earlier attempt got no answer, so Slack may have it already: it is looked for before it is sent again. */
  readonly uncertain: boolean;
}

export interface SentMessage {
  readonly ts: string;
  readonly permalink?: string;
}

/** What waits to be told to Slack. Latest state wins for messages; replies keep their order and follow the message. */
export interface Outbox {
  /**
   * Claims what is due, at most one item a request, those with a newer claim excepted: a message before its replies, and a
   * reply only once the message stands and every earlier reply is sent.
   */
  take(limit: number): Promise<readonly { readonly item: OutboxItem; readonly request: ActionRequest }[]>;
  /** The item is done; the request keeps where its message stands. */
  sent(item: OutboxItem, message?: SentMessage): Promise<void>;
  /** Tried again from `at` on. */
  retry(item: OutboxItem, at: Date, uncertain: boolean): Promise<void>;
  /** Can never be sent; with it everything else of this request that still waits. */
  giveUp(item: OutboxItem, why: string): Promise<void>;
  /** When the next item is due, or `undefined` where nothing waits. */
  nextDue(): Promise<Date | undefined>;
  /** Called after every change that put something in. */
  onChange(listener: () => void): void;
}
