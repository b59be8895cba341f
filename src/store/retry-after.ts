const FIRST = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** The delay before the next retry after this many failures (milliseconds). Retries never stop. */
export const retryAfter = (failures: number): number => FIRST[failures] ?? 30_000;
