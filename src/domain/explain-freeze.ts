import { type Freeze, type Freezes, freezeAt, nextFreeze } from './freeze.ts';

/** A freeze of the entry that holds at a moment, or else the next one that is planned after it. */
export interface FreezeOfEntry {
  readonly freeze: Freeze;
  readonly holds: boolean;
}

/** `undefined` where none holds and none is planned. */
export function freezeOf(
  freezes: Freezes,
  place: { readonly action: string; readonly environment: string },
  at: Date,
): FreezeOfEntry | undefined {
  const holding = freezeAt(freezes, place, at);
  const freeze = holding ?? nextFreeze(freezes.planned, place, at);
  return freeze === undefined ? undefined : { freeze, holds: holding !== undefined };
}
