import { describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { Run } from '../../src/domain/run.ts';
import { endRun } from '../../src/flows/ending/end-run.ts';
import { expireRequest } from '../../src/flows/waiting/expire-request.ts';
import { keepInMemory } from '../proofs/histories/memory-record.ts';
import { anasRequest, audit, someRun } from '../store/requests.ts';
import { START, stoppedClock } from '../store/stores.ts';

const at = (milliseconds: number): Date => new Date(START.getTime() + milliseconds);
const freezes = { current: async () => [], add: async () => [], lift: async () => 0 };
const allowlist = () => ({ hash: 'a'.repeat(64), freezes: [] }) as never;

/** The result for a request whose deadline is checked now. */
async function expire(given: Partial<ActionRequest>): Promise<ActionRequest | undefined> {
  const requests = keepInMemory();
  const request = anasRequest({ runId: 'run-1', deadline: START, ...given });
  await requests.add(request, audit('request.asked', request), []);
  await expireRequest({ requests, clock: stoppedClock(), freezes, allowlist }, request.id);
  return requests.find(request.id);
}

const running = (status: string): Partial<ActionRequest> => ({ state: 'running', run: { ...someRun, status } });

const CONFIRMED = { 'confirmed-at': START.toISOString() };

describe('a limit of time', () => {
  test('that has passed ends what waits, and has a run ended first', async () => {
    expect(await expire({ state: 'approved' })).toMatchObject({ state: 'expired' });
    expect(await expire(running('pending'))).toMatchObject({ state: 'running', ending: { state: 'expired' } });
  });

  test('that was moved on in the meantime ends nothing', async () => {
    expect(await expire({ state: 'approved', deadline: at(1) })).toMatchObject({ state: 'approved' });
    expect((await expire({ ...running('pending'), deadline: at(1) }))?.ending).toBeUndefined();
  });

  test.each<[string, Partial<ActionRequest>]>([
    ['is being applied', running('applying')],
    ['was confirmed', { state: 'running', run: { ...someRun, status: 'a new one', timestamps: CONFIRMED } }],
  ])('ends no run that %s', async (_, given) => {
    expect((await expire(given))?.ending).toBeUndefined();
  });

  test('ends a run that was to be confirmed and stays planned, and gives a call that was just sent the time for its answer', async () => {
    const confirming = { ...running('planned'), confirmedAt: at(-60_000), confirmedBy: 'bot' } as const;
    const late = { state: 'expired', why: { kind: 'late', late: 'carried_out' } };
    expect(await expire({ ...confirming, confirmSentAt: at(-30_000) })).toMatchObject({ ending: late });
    expect((await expire({ ...confirming, confirmSentAt: at(-29_999) }))?.ending).toBeUndefined();
  });

  test('is given to a planned run that has none, as an earlier release left it, and to none that applies', async () => {
    const none = { deadline: undefined, confirmedAt: START };
    expect((await expire({ ...running('planned'), ...none }))?.deadline).toEqual(at(900_000));
    expect((await expire({ ...running('applying'), ...none }))?.deadline).toBeUndefined();
  });

  test('does not change why a run is being ended', async () => {
    const ending = { state: 'withdrawn', because: 'Ana took it back' } as const;
    expect(await expire({ ...running('pending'), ending })).toMatchObject({ ending });
  });
});

/** The calls to end a run in this state. */
async function end(run: Partial<Run>, state: 'expired' | 'canceled'): Promise<readonly string[]> {
  const requests = keepInMemory();
  const request = anasRequest({ state: 'running', runId: 'run-1', ending: { state, because: 'It has to end' } });
  await requests.add(request, audit('request.asked', request), []);
  const told: string[] = [];
  const tell = (how: string) => async (_where: object, _id: string, decide: () => Promise<string | undefined>) => {
    if ((await decide()) === undefined) return 'not_sent' as const;
    told.push(how);
    return 'accepted' as const;
  };
  const terraform = {
    readRunToAct: async () => ({ ...someRun, ...run }),
    ...{ discardRun: tell('discard'), cancelRun: tell('cancel') },
  };
  await endRun({ requests, terraform, clock: stoppedClock() } as never, request);
  return told;
}

describe('a run that has to end', () => {
  const cancelable = { confirmable: false, discardable: false, cancelable: true };
  test('is canceled while it plans, discarded once it is planned, and left alone once it has ended', async () => {
    expect(await end({ status: 'planning', actions: cancelable }, 'expired')).toEqual(['cancel']);
    const actions = { confirmable: true, discardable: true, cancelable: true };
    expect(await end({ status: 'planned', actions }, 'expired')).toEqual(['discard']);
    expect(await end({ status: 'applied', actions: cancelable }, 'canceled')).toEqual([]);
  });

  test('and that somebody has confirmed meanwhile is broken off by Cancel run alone', async () => {
    expect(await end({ status: 'applying', actions: cancelable }, 'expired')).toEqual([]);
    expect(await end({ status: 'applying', actions: cancelable }, 'canceled')).toEqual(['cancel']);
  });
});
