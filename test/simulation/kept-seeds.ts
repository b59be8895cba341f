import type { Drawn } from './draw-history.ts';

/** A history that once broke a promise, or breaks it without what was mended, as small as it could be made. */
export interface KeptSeed extends Drawn {
  /** What goes wrong, and what is right all the same. */
  readonly story: string;
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    story: 'a COMMIT happens and its answer is lost, and nobody is told of a failure',
    ...{ seed: 1, replicas: 1 },
    steps: [
      ['the database loses an answer to COMMIT', 906737],
      ['the database loses an answer to COMMIT', 234236],
      ['approve', 876559],
      ['a moment passes', 335213],
      ['go on', 734911],
      ['go on', 0],
      ['the database loses an answer to COMMIT', 2],
      ['go on', 0],
    ],
  },
  {
    story: 'a redraw without an answer arrives late, and the message is redrawn once more',
    ...{ seed: 8, replicas: 1 },
    steps: [
      ['go on', 234463],
      ['Slack goes wrong', 330220],
      ['Slack goes wrong', 997155],
      ['a moment passes', 527848],
      ['go on', 358336],
      ['Slack goes wrong', 699228],
      ['Slack goes wrong', 863613],
      ['go on', 355600],
    ],
  },
  {
    story: 'a run is created and the answer is lost, and no second one is left',
    ...{ seed: 3, replicas: 1 },
    steps: [
      ['creating goes wrong', 2],
      ['go on', 0],
    ],
  },
];
