import { type Freeze, type Freezes, freezeAt, nextFreeze } from './freeze.ts';

/** The freeze of an entry that holds at a given time, otherwise the next planned one. */
export interface FreezeOfEntry {
  readonly freeze: Freeze;
  readonly holds: boolean;
}

/** `undefined` if none holds and none is planned. */
export function freezeOf(
  freezes: Freezes,
  place: { readonly action: string; readonly environment: string },
  at: Date,
): FreezeOfEntry | undefined {
  const holding = freezeAt(freezes, place, at);
  const freeze = holding ?? nextFreeze(freezes.planned, place, at);
  return freeze === undefined ? undefined : { freeze, holds: holding !== undefined };
}
