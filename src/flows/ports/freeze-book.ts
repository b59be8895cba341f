import type { AuditEntry } from '../../domain/audit.ts';
import type { ChatFreeze } from '../../domain/freeze.ts';
import type { ActionRequest } from '../../domain/request.ts';

/**
 * Freezes from chat. They survive a restart. Adding or lifting one also enqueues a check (`hold_frozen`) for every
 * waiting request of the environment, in the same transaction.
 */
export interface FreezeBook {
  /** The freezes that hold now. */
  current(at: Date): Promise<readonly ChatFreeze[]>;
  /**
   * Takes effect with its transaction. Returns the environment's requests that it is too late for: their run is being
   * created, or is confirmed and not over.
   */
  add(freeze: ChatFreeze, audit: AuditEntry): Promise<readonly ActionRequest[]>;
  /** Ends all freezes of the environment and returns how many there were. Writes a record if there was one. */
  lift(environment: string, at: Date, audit: AuditEntry): Promise<number>;
}
