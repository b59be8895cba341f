import type { App, Logger, Receiver } from '@slack/bolt';
import { type JsonObject, parseJsonObject } from '../../domain/json-object.ts';
import { throttle } from '../../flows/guarding/throttle.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import type { AnswerCall, CallReply, IncomingCall } from '../../flows/ports/incoming-call.ts';
import type { Secret } from '../../flows/ports/secret.ts';
import { isSigned } from './signature.ts';

export const EVENTS_PATH = '/slack/events';
/** Bytes. A payload contains our whole modal or message, percent-encoded, and is far smaller than this. */
export const LONGEST_PAYLOAD = 1024 * 1024;

const REFUSED_LINES = { interval: 60_000 } as const;
const SECRET_READ_APART = 1_000;

export interface HttpReceiver extends Receiver {
  /** Handles posts to `/slack/events`. */
  readonly answer: AnswerCall;
}

/**
 * Receives payloads in HTTP mode. Replaces Bolt's own receiver, which throws for any method but POST and awaits nothing
 * that it starts, so that a malformed body would end the process.
 */
export function receiveByHttp(signingSecret: Secret, clock: Clock, logger: Logger): HttpReceiver {
  let app: App | undefined;
  const isFromSlack = signedWith(signingSecret, clock);
  const logRefused = throttle<string>(clock, REFUSED_LINES, (why, more) =>
    logger.warn(`Refused a call to ${EVENTS_PATH}: ${why}${more > 0 ? ` (and ${more} more since the last line)` : ''}`),
  );
  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => undefined,
    stop: async () => undefined,
    answer: async (call) => {
      const body = await call.readBody();
      const text = body.toString('utf8');
      if (isSslCheck(call, text)) return { status: 200 };
      if (!isFromSlack(call, body)) {
        logRefused('it is not signed by Slack with SLACK_SIGNING_SECRET');
        return { status: 401 };
      }
      const payload = parsePayload(call, text);
      if (payload === undefined) {
        logRefused('it is signed, and its body is no payload');
        return { status: 400 };
      }
      if (payload.type === 'url_verification') return jsonReply({ challenge: String(payload.challenge) });
      return app === undefined ? { status: 503 } : dispatch(app, call, payload);
    },
  };
}

/** The response is what the listener acknowledges with. It is sent at once, while the listener continues. */
const dispatch = (app: App, { headers }: IncomingCall, body: JsonObject): Promise<CallReply> =>
  new Promise((resolve, reject) => {
    const retries = Number(headers['x-slack-retry-num']);
    const ack = async (content?: unknown): Promise<void> => resolve(replyWith(content));
    const event = { body, ack, ...(Number.isSafeInteger(retries) && { retryNum: retries }) };
    app.processEvent(event).then(() => resolve({ status: 200 }), reject);
  });

const replyWith = (content: unknown): CallReply => {
  if (content === undefined || content === '') return { status: 200 };
  return typeof content === 'string' ? { status: 200, body: content } : jsonReply(content);
};

const jsonReply = (content: unknown): CallReply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(content),
});

/** If the signature does not match, the secret may have been renewed. It is read again at most once a second. */
function signedWith(secret: Secret, clock: Clock): (call: IncomingCall, body: Buffer) => boolean {
  let readAt = Number.NEGATIVE_INFINITY;
  // Compared with Slack's real time, not with the program's clock.
  const holds = (call: IncomingCall, body: Buffer): boolean => isSigned(secret.current(), call, body, Date.now());
  return (call, body) => {
    if (holds(call, body)) return true;
    if (clock.now() - readAt < SECRET_READ_APART) return false;
    readAt = clock.now();
    return secret.reread() && holds(call, body);
  };
}

const isForm = ({ headers }: IncomingCall): boolean => {
  const type = headers['content-type'];
  return (
    typeof type === 'string' && type.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
  );
};

/** Slack sometimes checks the certificate with an unsigned form. Nothing else in it is read. */
const isSslCheck = (call: IncomingCall, text: string): boolean =>
  text.length < 1_000 && isForm(call) && new URLSearchParams(text).get('ssl_check') === '1';

/** A command is a form with its own fields. Everything else is JSON, either plain or in the form field `payload`. */
function parsePayload(call: IncomingCall, text: string): JsonObject | undefined {
  if (!isForm(call)) return parseJsonObject(text);
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseJsonObject(payload);
}
