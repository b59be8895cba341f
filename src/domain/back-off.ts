/** Waits between the tries of something that is tried without end (milliseconds). */
export const BACK_OFF = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/** How long to wait after this many failures in a row, counted from 0 (milliseconds). The last wait holds from then on. */
export const backOff = (failures: number, waits: readonly number[] = BACK_OFF): number =>
  waits[Math.min(failures, waits.length - 1)] ?? 0;
