const FIRST = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** How long what failed so many times before waits now (milliseconds); it is tried again without end. */
export const retryAfter = (failures: number): number => FIRST[failures] ?? 30_000;
