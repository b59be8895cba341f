import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GLASS, PLACES, REQUESTERS, type Written } from './acme.ts';
import { beginHistory } from './history.ts';
import { beyond, stepOf } from './steps.ts';

const HISTORIES = 20_000;

/** Unbiased, since small and edge numbers are not special: each only selects a step. */
const numbers = fc.noBias(fc.integer({ min: 0, max: 999_999 }));
const beginnings = numbers.map(
  (number): Written => ({
    listed: true,
    places: number % PLACES.length,
    requesters: beyond(number, 7) % REQUESTERS.length,
    address: 0,
    allowRequester: beyond(number, 28) % 3 === 0,
    byHand: beyond(number, 84) % 3 === 0,
    glass: beyond(number, 252) % GLASS.length,
  }),
);
const histories = fc.array(numbers.map(stepOf), { minLength: 8, maxLength: 20, size: 'max' });

test(`in ${HISTORIES} random histories no run is created or confirmed but with all who have to agree or through broken glass, at that very moment`, async () => {
  const reached = { created: 0, confirmed: 0, withoutApprovals: 0, throughFreeze: 0, confirmedThroughGlass: 0 };
  await fc.assert(
    fc.asyncProperty(beginnings, histories, async (written, steps) => {
      const history = beginHistory(written);
      await history.asks('ana');
      for (const { go } of steps) await go(history);
      if (history.terraform.created.size > 0) reached.created += 1;
      if (history.terraform.confirmed.size > 0) reached.confirmed += 1;
      const { glassCounted } = history.oracle;
      if (glassCounted.withoutApprovals > 0) reached.withoutApprovals += 1;
      if (glassCounted.throughFreeze > 0) reached.throughFreeze += 1;
      if (glassCounted.confirmed > 0) reached.confirmedThroughGlass += 1;
    }),
    { numRuns: HISTORIES },
  );
  // Histories that never get that far prove nothing.
  expect(reached.created).toBeGreaterThan(HISTORIES / 3);
  expect(reached.confirmed).toBeGreaterThan(HISTORIES / 8);
  expect(reached.withoutApprovals).toBeGreaterThan(HISTORIES / 40);
  expect(reached.throughFreeze).toBeGreaterThan(HISTORIES / 80);
  expect(reached.confirmedThroughGlass).toBeGreaterThan(HISTORIES / 80);
}, 120_000);
