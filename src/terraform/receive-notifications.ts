import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../flows/clock.ts';
import type { Log } from './log.ts';
import { type Notification, parseNotification } from './notification-document.ts';
import { readBody } from './read-body.ts';
import { saySeldom } from './say-seldom.ts';
import { isRenewed, type Secret } from './secret.ts';

export const NOTIFICATIONS_PATH = '/hcp/notifications';

/** Ours: far above what HCP Terraform sends, of which the message of the run is the longest. */
const LIMITS = { longest: 256 * 1024, within: 10_000 };

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
export function receiveNotifications({ key, clock, log, hint, count }: NotificationParts): RequestListener {
  const isSigned = signedWith(key, clock);
  const sayRefused = saySeldom(clock, SAID_APART, (times, status: number) =>
    log.warn({ times, status }, 'refused what was posted as a notification: not signed with our key, too long or slow'),
  );
  const sayVerified = saySeldom(clock, SAID_APART, (times) =>
    log.info({ times }, 'HCP Terraform tried the notifications, and they are received'),
  );
  const sayFailed = saySeldom(clock, SAID_APART, (times, err: unknown) =>
    log.warn({ times, err }, 'a notification could not be taken; the run is read in its turn'),
  );
  const take = async (incoming: IncomingMessage): Promise<Reply> => {
    const signature = signatureOf(incoming);
    if (signature === undefined) return { status: 401, fate: 'refused' };
    const body = await readBody(incoming, clock, LIMITS);
    if (typeof body === 'string') return { status: body === 'too_long' ? 413 : 408, fate: 'refused' };
    if (!isSigned(body, signature)) return { status: 401, fate: 'refused' };
    return { status: 200, fate: await fateOf(parseNotification(body.toString('utf8')), hint) };
  };
  const failed = (error: unknown): Reply => {
    sayFailed(error);
    return { status: 503, fate: 'failed' };
  };
  return (incoming, response) => {
    if (incoming.method !== 'POST') {
      answer(response, 405);
      return;
    }
    void take(incoming)
      .catch(failed)
      .then(({ status, fate }) => {
        count(fate);
        if (fate === 'refused') sayRefused(status);
        if (fate === 'verified') sayVerified(undefined);
        answer(response, status);
      });
  };
}

async function fateOf({ runId, isVerification }: Notification, hint: NotificationParts['hint']) {
  if (runId === undefined) return isVerification ? 'verified' : 'ignored';
  return (await hint(runId)) ? 'hinted' : 'ignored';
}

/** HMAC-SHA512 as HCP Terraform writes it: 128 lower-case hex digits. */
const SIGNATURE = /^[0-9a-f]{128}$/;

function signatureOf({ headers }: IncomingMessage): string | undefined {
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

/** What was not read to its end is not waited for. */
function answer(response: ServerResponse, status: number): void {
  const rest = status === 200 ? {} : { connection: 'close', ...(status === 405 ? { allow: 'POST' } : {}) };
  response.writeHead(status, { 'content-type': 'text/plain', ...rest }).end(status === 200 ? 'ok\n' : 'no\n');
}
