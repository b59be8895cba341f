import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios from 'axios';
import { parseJson } from '../../domain/json-object.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import { type Obstructed, obstructionIn, obstructionInAnswer } from '../../flows/ports/service-route.ts';
import { NotSent, sendInTime } from './send-in-time.ts';

/** Ours (bytes): a page of 100 runs stays far below it. */
const LARGEST_ANSWER = 10 * 1024 * 1024;
const JSON_API = 'application/vnd.api+json';

interface Call {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v2`, each part already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly token: string;
  /** The whole answer has to be there so many milliseconds after the call. */
  readonly within: number;
  /** Never over a connection that the other side may be about to close, which would leave open what was done. */
  readonly freshConnection?: boolean;
  /** Absent: whenever it is connected. Otherwise throws `NotSent` where its first byte would go later than that (milliseconds). */
  readonly sentWithin?: number;
}

export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
  /** `undefined` where the text is no JSON. */
  readonly json: unknown;
}

/**
 * No whole answer came. It carries a reason in words and nothing of the call, since what axios throws holds headers and
 * addresses, which are secrets.
 */
export class NoAnswer extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NoAnswer';
  }
}

export type Exchange = (call: Call) => Promise<Answer>;

/** What opens connections, for http and for https. */
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

/** Directly, whatever the environment says of proxies. */
const DIRECTLY: Outbound = { kept: agentsOf(true), fresh: agentsOf(false) };

export interface ExchangeParts {
  readonly address: string;
  readonly clock: Clock;
  readonly userAgent: string;
  /** Absent: every connection is direct. */
  readonly outbound?: Outbound | undefined;
  /** Told of what stands before the server, and with `undefined` that nothing does. */
  readonly onObstruction?: (obstruction: Obstructed | undefined) => void;
}

/** One call, one answer, or `NoAnswer` or `NotSent`. Nothing below here repeats a call or follows a redirect, as both would go out with a token. */
export function createExchange(parts: ExchangeParts): Exchange {
  const { address, clock, userAgent, outbound = DIRECTLY, onObstruction = () => {} } = parts;
  const http = axios.create({
    // Proxies are the agents' business: axios reads the variables in its own way.
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
        // HashiCorp's own client had to learn that a POST without a body needs its content type too.
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

/** Brackets and commas are percent-encoded, as HCP Terraform's documents ask for. */
function queryOf(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** A time limit on the program's clock. */
export function startLimit(clock: Clock, milliseconds: number): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const timer = clock.setTimeout(() => controller.abort(), milliseconds);
  return { signal: controller.signal, end: () => clock.clearTimeout(timer) };
}

export function headerOf(headers: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** What can be said of a failed call: Node's or axios's own code, never the message, which can hold an address. */
export function reasonOf(error: unknown): string {
  const code = axios.isAxiosError(error) ? error.code : undefined;
  if (code === 'ERR_BAD_RESPONSE') return 'an answer that broke off or was too large';
  return code !== undefined && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? `no answer (${code})` : 'no answer';
}
