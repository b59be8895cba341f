import type { Allowlist, Entry } from './entry.ts';
import type { PlannedFreeze } from './freeze.ts';

/** A freeze of the entry that holds at a moment, or else the next one after it. */
export interface FreezeOfEntry {
  readonly freeze: Pick<PlannedFreeze, 'name' | 'reason'>;
  readonly holds: boolean;
  readonly from: Date;
  readonly until: Date;
}

/** `undefined` where none holds and none is planned. No allowlist with freezes is taken yet. */
export function freezeOf(_allowlist: Allowlist, _entry: Entry, _at: Date): FreezeOfEntry | undefined {
  return undefined;
}
