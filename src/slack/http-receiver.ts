import type { RequestListener } from 'node:http';
import { HTTPReceiver, type Logger, type Receiver } from '@slack/bolt';
import type { Secret } from './web-api.ts';

export const EVENTS_PATH = '/slack/events';
/** Bolt refuses what is older than 5 min and takes what is dated in the future; clocks are not that far apart (seconds). */
const FUTURE_ALLOWED = 60;

export interface HttpReceiver extends Receiver {
  /** Takes what Slack posts to `/slack/events`. */
  readonly listener: RequestListener;
}

/** HTTP mode: the signature is Bolt's to check; the server and its port are not Bolt's. */
export function receiveByHttp(signingSecret: Secret, logger: Logger): HttpReceiver {
  const receiver = new HTTPReceiver({ signingSecret: signingSecret.current(), endpoints: EVENTS_PATH, logger });
  return {
    init: (app) => receiver.init(app),
    start: async () => undefined,
    stop: async () => undefined,
    listener: (request, response) => {
      const stamp = Number(request.headers['x-slack-request-timestamp']);
      // By the same clock as Bolt, which looks at the other side of it.
      if (Number.isFinite(stamp) && stamp - Date.now() / 1_000 > FUTURE_ALLOWED) {
        response.writeHead(401).end();
        return;
      }
      receiver.requestListener(request, response);
    },
  };
}
