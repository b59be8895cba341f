import type { Drawn } from './draw-history.ts';

/** A history that once broke a promise, as small as it could be made. */
export interface KeptSeed extends Drawn {
  /** What happened, and what is right. */
  readonly story: string;
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    story: 'ana asks, ben and cem approve at once, and the run is applied once',
    ...{ seed: 1, replicas: 2 },
    steps: [['go on', 0]],
  },
];
