import type { AuditEntry } from '../domain/audit.ts';
import type { ChatFreeze } from '../domain/freeze.ts';

/** Freezes that people put from chat; they outlive a restart. */
export interface FreezeBook {
  /** Those that are neither over nor lifted at the moment. */
  current(at: Date): Promise<readonly ChatFreeze[]>;
  add(freeze: ChatFreeze, audit: AuditEntry): Promise<void>;
  /** Ends all that hold for the environment, and gives how many did. The record is written where there was one. */
  lift(environment: string, at: Date, audit: AuditEntry): Promise<number>;
}
