import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingCall } from '../../flows/ports/incoming-call.ts';

/** Slack's rule: a call older than five minutes may be a replay (seconds). */
const PAST_ALLOWED = 300;
/** Our own limit for the difference between two clocks (seconds). */
const FUTURE_ALLOWED = 60;

const STAMP = /^\d{1,12}$/;
const SIGNATURE = /^v0=([0-9a-f]{64})$/;

/** True if Slack signed exactly these bytes with this secret, at most five minutes before `now` (milliseconds). */
export function isSigned(secret: string, { headers }: IncomingCall, body: Buffer, now: number): boolean {
  const stamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof stamp !== 'string' || !STAMP.test(stamp) || typeof signature !== 'string') return false;
  const given = SIGNATURE.exec(signature)?.[1];
  const age = now / 1_000 - Number(stamp);
  if (given === undefined || age > PAST_ALLOWED || age < -FUTURE_ALLOWED) return false;
  const wanted = createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest();
  return timingSafeEqual(wanted, Buffer.from(given, 'hex'));
}
