import { createHmac, timingSafeEqual } from 'node:crypto';
import { throttle } from '../flows/guarding/throttle.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type AnswerCall, BodyRefused, type CallReply, type IncomingCall } from '../flows/ports/incoming-call.ts';
import type { Secret } from '../flows/ports/secret.ts';
import { isRenewed } from './calling/is-renewed.ts';
import type { Log } from './calling/log.ts';
import { type Notification, parseNotification } from './documents/notification-document.ts';

export const NOTIFICATIONS_PATH = '/hcp/notifications';

/** Bytes; far above what HCP Terraform sends, of which the message of the run is the longest. */
export const LONGEST_NOTIFICATION = 256 * 1024;

/** Whoever knows the address can call, and must fill no log and keep no disk busy (milliseconds). */
const SAID_APART = 60_000;
const KEY_READ_APART = 1_000;

/** What became of a delivery: a reading is due, there was nothing to read, HCP Terraform only tried, or it was none of its own. */
type NotificationFate = 'hinted' | 'ignored' | 'verified' | 'refused' | 'failed';

export interface NotificationParts {
  readonly key: Secret;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a reading of this run is due now. */
  readonly hint: (runId: string) => Promise<boolean>;
  readonly count: (fate: NotificationFate) => void;
}

interface Reply {
  readonly status: number;
  readonly fate: NotificationFate;
}

/**
 * Takes what HCP Terraform posts about runs. Only the key tells it from anybody else, a delivery can be repeated by
 * whoever saw it, and its order is not promised: so nothing of it counts but the id of a run that is worth reading now.
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

/** What the log says of all this, once a minute each. */
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

/** HMAC-SHA512 as HCP Terraform writes it: 128 lower-case hex digits. */
const SIGNATURE = /^[0-9a-f]{128}$/;

function signatureOf({ headers }: IncomingCall): string | undefined {
  const given = headers['x-tfe-notification-signature'];
  return typeof given === 'string' && SIGNATURE.test(given) ? given : undefined;
}

/** Where it does not hold, the key may have been renewed meanwhile. */
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

/** A caller who was refused gets no connection to try again on. */
const replyWith = (status: number): CallReply =>
  status === 200 ? { status, body: 'ok\n' } : { status, body: 'no\n', headers: { connection: 'close' } };
