import { exponential, lognormal } from './numbers.ts';

/** How long a run stays in each status (milliseconds). */
export interface RunLife {
  readonly pending: number;
  readonly planQueued: number;
  readonly planning: number;
  readonly applyQueued: number;
  readonly applying: number;
}

/** A run with about 20 s of planning and 60 s of applying, or `slowed` times as long. */
export const drawLife = (random: () => number, slowed = 1): RunLife => ({
  pending: exponential(random, 2_000),
  planQueued: exponential(random, 3_000),
  planning: slowed * lognormal(random, 20_000, 0.6),
  applyQueued: exponential(random, 3_000),
  applying: slowed * lognormal(random, 60_000, 0.8),
});

export const lengthOf = ({ pending, planQueued, planning, applyQueued, applying }: RunLife): number =>
  pending + planQueued + planning + applyQueued + applying;

/** The times of the run's changes since its creation, if nobody has to confirm it. */
export function changesOf({ pending, planQueued, planning, applyQueued, applying }: RunLife): readonly number[] {
  let at = 0;
  return [pending, planQueued, planning, applyQueued, applying].map((stay) => {
    at += stay;
    return at;
  });
}
