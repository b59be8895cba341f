import { createHmac, timingSafeEqual } from 'node:crypto';
import { throttle } from '../flows/guarding/throttle.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type AnswerCall, BodyRefused, type CallReply, type IncomingCall } from '../flows/ports/incoming-call.ts';
import type { Secret } from '../flows/ports/secret.ts';
import { isRenewed } from './calling/is-renewed.ts';
import type { Log } from './calling/log.ts';
import { type Notification, parseNotification } from './documents/notification-document.ts';

export const NOTIFICATIONS_PATH = '/hcp/notifications';

/** Our own limit in bytes, far above what HCP Terraform sends. A run's message is the longest part. */
export const LONGEST_NOTIFICATION = 256 * 1024;

/** Anybody who knows the address can call it, so refusals are logged at most this often (milliseconds). */
const SAID_APART = 60_000;
const KEY_READ_APART = 1_000;

/**
 * The outcome of a notification: a poll is due, there was nothing to poll, HCP Terraform was verifying, or it was not
 * from HCP Terraform.
 */
type NotificationFate = 'hinted' | 'ignored' | 'verified' | 'refused' | 'failed';

export interface NotificationParts {
  readonly key: Secret;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this run is polled now. */
  readonly hint: (runId: string) => Promise<boolean>;
  readonly count: (fate: NotificationFate) => void;
}

interface Reply {
  readonly status: number;
  readonly fate: NotificationFate;
}

/**
 * Receives HCP Terraform's notifications about runs. Only the signature proves their origin, anybody who has seen one
 * can replay it, and their order is not guaranteed. So only the run's id is used, to poll that run now.
 */
export function receiveNotifications({ key, clock, log, hint, count }: NotificationParts): AnswerCall {
  const isSigned = signedWith(key, clock);
  const lines = linesOf(clock, log);
  const take = async (call: IncomingCall): Promise<Reply> => {
    const signature = signatureOf(call);
    if (signature === undefined) return { status: 401, fate: 'refused' };
    const body = await call.readBody();
    if (!isSigned(body, signature)) return { status: 401, fate: 'refused' };
    return { status: 200, fate: await fateOf(parseNotification(body.toString('utf8')), hint) };
  };
  const failed = (error: unknown): Reply => {
    if (error instanceof BodyRefused) return { status: error.status, fate: 'refused' };
    lines.failed(error);
    return { status: 503, fate: 'failed' };
  };
  return async (call) => {
    const { status, fate } = await take(call).catch(failed);
    count(fate);
    if (fate === 'refused') lines.refused(status);
    if (fate === 'verified') lines.verified(undefined);
    return replyWith(status);
  };
}

/** Messages for the log, each at most once a minute. */
const linesOf = (clock: Clock, log: Log) => ({
  refused: throttle<number>(clock, { interval: SAID_APART }, (status, more) =>
    log.warn(
      { times: more + 1, status },
      'refused what was posted as a notification: not signed with our key, too long or slow',
    ),
  ),
  verified: throttle<undefined>(clock, { interval: SAID_APART }, (_detail, more) =>
    log.info({ times: more + 1 }, 'HCP Terraform tried the notifications, and they are received'),
  ),
  failed: throttle<unknown>(clock, { interval: SAID_APART }, (err, more) =>
    log.warn({ times: more + 1, err }, 'a notification could not be taken; the run is read in its turn'),
  ),
});

async function fateOf({ runId, isVerification }: Notification, hint: NotificationParts['hint']) {
  if (runId === undefined) return isVerification ? 'verified' : 'ignored';
  return (await hint(runId)) ? 'hinted' : 'ignored';
}

/** HMAC-SHA512 in HCP Terraform's format: 128 lower-case hex digits. */
const SIGNATURE = /^[0-9a-f]{128}$/;

function signatureOf({ headers }: IncomingCall): string | undefined {
  const given = headers['x-tfe-notification-signature'];
  return typeof given === 'string' && SIGNATURE.test(given) ? given : undefined;
}

/** If the signature does not match, the key may have been renewed meanwhile. */
function signedWith(key: Secret, clock: Clock): (body: Buffer, signature: string) => boolean {
  let keyReadAt = Number.NEGATIVE_INFINITY;
  return (body, signature) => {
    const tried = key.current();
    if (holds(tried, body, signature)) return true;
    if (clock.now() - keyReadAt < KEY_READ_APART) return false;
    keyReadAt = clock.now();
    return isRenewed(key, tried) && holds(key.current(), body, signature);
  };
}

const holds = (key: string, body: Buffer, signature: string): boolean =>
  timingSafeEqual(createHmac('sha512', key).update(body).digest(), Buffer.from(signature, 'hex'));

/** A refused caller's connection is closed. */
const replyWith = (status: number): CallReply =>
  status === 200 ? { status, body: 'ok\n' } : { status, body: 'no\n', headers: { connection: 'close' } };
