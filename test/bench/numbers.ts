/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const exponential = (random: () => number, mean: number): number => -mean * Math.log(1 - random());

/** A log-normal number with this median and deviation of the logarithm (Box and Muller). */
export const lognormal = (random: () => number, median: number, sigma: number): number =>
  median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

export const seededHex =
  (random: () => number) =>
  (bytes: number): string =>
    Array.from({ length: bytes }, () =>
      Math.floor(random() * 256)
        .toString(16)
        .padStart(2, '0'),
    ).join('');

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The quantile for a `share` from 0 to 1; 1 is the largest value. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);

/** The largest number of these times in any window of this length. `at` is in ascending order. */
export function mostWithin(at: readonly number[], milliseconds: number): number {
  let most = 0;
  let first = 0;
  for (const [last, moment] of at.entries()) {
    while (moment - (at[first] ?? moment) >= milliseconds) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** The slope of the least-squares line through these points, per step of 1. */
export function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const level = mean(values);
  const above = values.reduce((sum, value, index) => sum + (index - middle) * (value - level), 0);
  return above / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}
