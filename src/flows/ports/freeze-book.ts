import type { AuditEntry } from '../../domain/audit.ts';
import type { ChatFreeze } from '../../domain/freeze.ts';
import type { ActionRequest } from '../../domain/request.ts';

/**
 * Freezes that people put from chat; they outlive a restart. Whatever waits in the environment looks at its freezes again
 * (`hold_frozen`): that work is due with the transaction that adds or lifts one.
 */
export interface FreezeBook {
  /** Those that are neither over nor lifted at the moment. */
  current(at: Date): Promise<readonly ChatFreeze[]>;
  /**
   * Holds from its transaction on. Gives the requests of the environment that it came too late for: their run is being
   * created, or was confirmed and is not over.
   */
  add(freeze: ChatFreeze, audit: AuditEntry): Promise<readonly ActionRequest[]>;
  /** Ends all that hold for the environment, and gives how many did. The record is written where there was one. */
  lift(environment: string, at: Date, audit: AuditEntry): Promise<number>;
}
