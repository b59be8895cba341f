import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import { refuseByGuards } from '../../src/domain/guards.ts';
import { isSettled, NEXT, type RequestState } from '../../src/domain/lifecycle.ts';
import { plainText } from '../../src/domain/sentence.ts';
import type { Tally } from '../../src/domain/tally.ts';
import { anasRequest } from '../store/requests.ts';

const NOW = new Date('2026-03-02T03:00:00.000Z');
const limits = { open: 50, commandsPerMinute: 60 };
const quiet: Tally = { openOfEntry: 0, openOfPerson: 0, lastRun: undefined, identical: undefined };
const entryWith = (given: Partial<Entry>): Entry => ({ ...anasRequest().asked.entry, ...given });
const refuse = (given: Partial<Entry>, tally: Partial<Tally>, open = limits.open) =>
  refuseByGuards(entryWith(given), { ...limits, open }, { ...quiet, ...tally }, NOW);
const lastRun = (ago: number) => ({ settledAt: new Date(NOW.getTime() - ago), requester: 'U0BEN00001' });

describe('the guards of an entry', () => {
  test('without any of them everything passes', () => {
    expect(refuse({}, { openOfEntry: 1_000, lastRun: lastRun(0) })).toBeUndefined();
  });

  test('it rests for exactly so long after a run', () => {
    const cooldown = 600_000;
    const refusal = refuse({ cooldown }, { lastRun: lastRun(599_999) });
    expect(refusal?.code).toBe('cooldown');
    expect(plainText(refusal?.hint ?? '')).toMatch(
      /^It can run again at 2026-03-02T03:00:00\.001Z\. @U0BEN00001 ran it last, until .*\.$/,
    );
    expect(refuse({ cooldown }, { lastRun: lastRun(600_000) })).toBeUndefined();
    expect(refuse({ cooldown }, {})).toBeUndefined();
  });

  test('so many are open and no more', () => {
    expect(refuse({ maxOpen: 2 }, { openOfEntry: 1 })).toBeUndefined();
    expect(refuse({ maxOpen: 2 }, { openOfEntry: 2 })?.code).toBe('max_open');
    expect(refuse({}, { openOfPerson: 2 }, 2)?.code).toBe('too_many_open');
    expect(refuse({}, { openOfPerson: 1 }, 2)).toBeUndefined();
  });
});

test('somebody can be put on a request in every state in which it is open', () => {
  const open = (Object.keys(NEXT) as RequestState[]).filter((state) => state !== 'unconfirmed' && !isSettled(state));
  for (const state of open) expect(NEXT[state].note, state).toBe(state);
});
