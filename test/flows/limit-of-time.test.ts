import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { expireRequest } from '../../src/flows/waiting/expire-request.ts';
import { keepInMemory } from '../proofs/histories/memory-record.ts';
import { anasRequest, audit, someRun } from '../store/requests.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

const planned = { ...someRun, status: 'planned', timestamps: {} };

/** What the work that looks at limits of time makes of a request. */
async function start(given: Partial<ActionRequest>) {
  const clock = startHandClock();
  const record = keepInMemory();
  const request = anasRequest({ state: 'running', runId: planned.id, run: planned, ...given });
  await record.add(request, audit('request.asked'), []);
  const freezes = { current: async () => [], add: async () => [], lift: async () => 0 };
  const allowlist = () => {
    throw new Error('No limit of a run asks for the allowlist.');
  };
  const look = async (): Promise<ActionRequest | undefined> => {
    await expireRequest({ record, clock, freezes, allowlist }, request.id);
    return record.find(request.id);
  };
  return { clock, look };
}

test('a planned run that an earlier release left without a limit gets one, and is ended by it', async () => {
  const { clock, look } = await start({ confirmedAt: new Date(0), confirmedBy: 'bot', confirmSentAt: new Date(0) });
  const limited = await look();
  expect(limited?.deadline).toEqual(new Date(clock.now() + 900_000));
  clock.jump(900_000);
  expect((await look())?.ending).toMatchObject({ state: 'expired', why: { kind: 'late', late: 'carried_out' } });
});

test('a run that applies gets none', async () => {
  const { look } = await start({ confirmedAt: new Date(0), run: { ...planned, status: 'applying' } });
  expect(await look()).not.toHaveProperty('deadline');
});

test('a confirmation that was sent just before its limit has until its answer must have come', async () => {
  const now = new Date(startHandClock().now());
  const deadline = new Date(now.getTime() + 1_000);
  const { clock, look } = await start({ confirmedAt: now, confirmedBy: 'bot', confirmSentAt: now, deadline });
  clock.jump(29_000);
  expect(await look()).not.toHaveProperty('ending');
  clock.jump(1_000);
  expect((await look())?.ending).toMatchObject({ state: 'expired' });
});
