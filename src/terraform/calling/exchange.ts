import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios from 'axios';
import { parseJson } from '../../domain/json-object.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import { type Obstructed, obstructionIn, obstructionInAnswer } from '../../flows/ports/service-route.ts';
import { NotSent, sendInTime } from './send-in-time.ts';

/** Our own limit (bytes). A page of 100 runs is far smaller. */
const LARGEST_ANSWER = 10 * 1024 * 1024;
const JSON_API = 'application/vnd.api+json';

interface Call {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v2`, each segment already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly token: string;
  /** The whole response has to arrive within this time after the call (milliseconds). */
  readonly within: number;
  /** Uses a new connection. The server may be about to close an idle one, and the outcome would then be unknown. */
  readonly freshConnection?: boolean;
  /** The latest time to send the first byte (milliseconds); later, throws `NotSent`. Absent: no limit. */
  readonly sentWithin?: number;
}

export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
  /** `undefined` if the text is not JSON. */
  readonly json: unknown;
}

/**
 * No complete response arrived. Holds a reason in words and nothing of the call: axios errors contain headers and
 * addresses, which are secrets.
 */
export class NoAnswer extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NoAnswer';
  }
}

export type Exchange = (call: Call) => Promise<Answer>;

/** Opens connections, for http and for https. */
interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

export interface Outbound {
  readonly kept: Agents;
  /** Opens a connection for each call. */
  readonly fresh: Agents;
}

const agentsOf = (keepAlive: boolean): Agents => ({
  httpAgent: new HttpAgent({ keepAlive }),
  httpsAgent: new HttpsAgent({ keepAlive }),
});

/** Connects directly, whatever the environment says about proxies. */
const DIRECTLY: Outbound = { kept: agentsOf(true), fresh: agentsOf(false) };

export interface ExchangeParts {
  readonly address: string;
  readonly clock: Clock;
  readonly userAgent: string;
  /** Absent: every connection is direct. */
  readonly outbound?: Outbound | undefined;
  /** Called with what stands in front of the server, or with `undefined` if nothing does. */
  readonly onObstruction?: (obstruction: Obstructed | undefined) => void;
}

/**
 * Sends one call and returns one response. Throws `NoAnswer` or `NotSent`. No layer below retries or follows redirects,
 * since both would resend the token.
 */
export function createExchange(parts: ExchangeParts): Exchange {
  const { address, clock, userAgent, outbound = DIRECTLY, onObstruction = () => {} } = parts;
  const http = axios.create({
    // The agents handle proxies. axios would read the variables in its own way.
    proxy: false,
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER,
    responseType: 'arraybuffer',
    validateStatus: () => true,
    transformRequest: [],
    transformResponse: [],
    headers: { Accept: JSON_API, 'User-Agent': userAgent },
  });
  return async ({ method, path, query = {}, body, token, within, freshConnection = false, sentWithin }) => {
    const limit = startLimit(clock, within);
    const began = clock.now();
    const inTime =
      sentWithin === undefined
        ? {}
        : { transport: sendInTime(address, () => clock.now() - began <= sentWithin && !limit.signal.aborted) };
    try {
      const { status, headers, data } = await http.request<ArrayBuffer>({
        method,
        url: `${address}/api/v2${path}${queryOf(query)}`,
        headers: { Authorization: `Bearer ${token}`, ...(method === 'POST' ? { 'Content-Type': JSON_API } : {}) },
        // A POST without a body needs its content type too, as HashiCorp's own client found out.
        ...(method === 'POST' ? { data: body === undefined ? '' : JSON.stringify(body) } : {}),
        ...(freshConnection ? outbound.fresh : outbound.kept),
        ...inTime,
        signal: limit.signal,
      });
      onObstruction(obstructionInAnswer(describeAnswer(status, headers), address));
      const text = new TextDecoder().decode(data);
      return { status, text, json: parseJson(text), header: (name) => headerOf(headers, name) };
    } catch (error) {
      if (axios.isAxiosError(error) && error.cause instanceof NotSent) throw error.cause;
      const obstruction = obstructionIn(error, address);
      if (obstruction !== undefined) onObstruction(obstruction);
      if (limit.signal.aborted) throw new NoAnswer(`no answer within ${within / 1_000} s`);
      throw new NoAnswer(obstruction?.message ?? reasonOf(error));
    } finally {
      limit.end();
    }
  };
}

function describeAnswer(status: number, headers: Readonly<Record<string, unknown>>) {
  const [contentType, location] = [headerOf(headers, 'content-type'), headerOf(headers, 'location')];
  return {
    status,
    ...(contentType === undefined ? {} : { contentType }),
    ...(location === undefined ? {} : { location }),
  };
}

/** Brackets and commas are percent-encoded, as HCP Terraform's documentation asks. */
function queryOf(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** A timeout on the program's clock. */
export function startLimit(clock: Clock, milliseconds: number): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const timer = clock.setTimeout(() => controller.abort(), milliseconds);
  return { signal: controller.signal, end: () => clock.clearTimeout(timer) };
}

export function headerOf(headers: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The error code of Node or axios. Never the message, which may contain an address. */
export function reasonOf(error: unknown): string {
  const code = axios.isAxiosError(error) ? error.code : undefined;
  if (code === 'ERR_BAD_RESPONSE') return 'an answer that broke off or was too large';
  return code !== undefined && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? `no answer (${code})` : 'no answer';
}
