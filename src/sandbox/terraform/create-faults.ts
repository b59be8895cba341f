import type { FaultOptions } from './faults.ts';

/** What can go wrong between creating a run and knowing its id. */
export const createFaults = {
  'unavailable, not created': { status: 503 },
  'unavailable, created': { status: 502, effect: 'once' },
  'reply lost, created': { destroy: true, effect: 'once' },
  'reply lost, not created': { destroy: true },
  'hangs, created': { hang: true, effect: 'once' },
  'hangs, not created': { hang: true },
  'unavailable, created late': { status: 504, effect: { afterMilliseconds: 20_000 } },
  'reply lost, created late': { destroy: true, effect: { afterMilliseconds: 20_000 } },
  'created twice': { effect: 'twice' },
  'created twice, reply lost': { effect: 'twice', destroy: true },
  'rate limited': { status: 429, headers: { 'x-ratelimit-reset': '0.75' } },
  busy: { status: 409 },
  'token invalid': { status: 401 },
  forbidden: { status: 403 },
  'not found': { status: 404 },
  unprocessable: { status: 422 },
} as const satisfies Readonly<Record<string, FaultOptions>>;

export type CreateFault = keyof typeof createFaults;
