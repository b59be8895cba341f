import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import type { Envelope, Forgery, Transport, TransportAnswer } from './deliveries.ts';
import { type JsonObject, parseObject } from './json.ts';

export interface HttpModeOptions {
  /** The bot's http address. A function if its port is known only after Slack has started. */
  readonly eventsUrl: string | (() => string);
  readonly signingSecret: string;
}

/** Posts payloads to the bot, signed like Slack. */
export function createHttpMode(clock: SandboxClock, options: HttpModeOptions): Transport {
  return {
    send(envelope, { forgery = {} }, answered) {
      const { body, headers } = signedRequest(formBody(envelope), clock, options.signingSecret, forgery);
      const url = typeof options.eventsUrl === 'string' ? options.eventsUrl : options.eventsUrl();
      const outgoing = httpRequest(url, { method: 'POST', headers, agent: false }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('end', () => answered(answerOf(incoming.statusCode ?? 0, text)));
      });
      outgoing.on('error', () => answered({ acknowledged: false }));
      outgoing.end(body);
      return () => void outgoing.destroy();
    },
  };
}

/** A command is a form with its own fields. Everything else is a form with one field `payload`. */
function formBody({ kind, payload }: Envelope): string {
  if (kind !== 'slash_commands') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(Object.fromEntries(fields.map(([key, value]) => [key, String(value)]))).toString();
}

function signedRequest(
  signed: string,
  clock: SandboxClock,
  signingSecret: string,
  forgery: Forgery,
): { readonly body: string; readonly headers: Record<string, string> } {
  const timestamp = String(Math.floor(clock.now() / 1000) + (forgery.timestampOffsetSeconds ?? 0));
  const key = forgery.signingSecret ?? signingSecret;
  const signature = `v0=${createHmac('sha256', key).update(`v0:${timestamp}:${signed}`).digest('hex')}`;
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
    ...forgery.headers,
  };
  const body = forgery.body === undefined ? signed : forgery.body(signed);
  const given = Object.entries(headers).filter((one): one is [string, string] => one[1] !== undefined);
  return { body, headers: { ...Object.fromEntries(given), 'content-length': String(Buffer.byteLength(body)) } };
}

/** Parses the bot's response. Slack takes any text that is not a JSON object as the text of a message. */
function answerOf(status: number, text: string): TransportAnswer {
  if (status !== 200) return { acknowledged: false, status };
  return { acknowledged: true, status, body: text === '' ? undefined : bodyOf(text) };
}

function bodyOf(text: string): JsonObject {
  return parseObject(text) ?? { text };
}
