import axios, { type AxiosResponse } from 'axios';
import type { Clock } from '../flows/clock.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';

/** The largest answer that is read (bytes); a page of 100 runs with its includes stays far below it. */
const LARGEST_ANSWER = 10 * 1024 * 1024;

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly token: string;
  readonly body?: object;
  /** From the call to the end of its answer, on the clock (milliseconds). */
  readonly timeLimit: number;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; `undefined` where the body is empty or is none. */
  readonly body: unknown;
  readonly header: (name: string) => string | undefined;
  /** The body as it came, for what is not JSON. */
  readonly text: string;
}

/**
 * Sends one call, once. Throws `Unreachable` where there is no answer; the error holds neither the call nor its headers,
 * since the token is in them.
 */
export async function sendOnce(clock: Clock, userAgent: string, call: Call): Promise<Answer> {
  const late = new AbortController();
  const timer = clock.setTimeout(() => late.abort(), call.timeLimit);
  try {
    const response: AxiosResponse<string> = await axios.request({
      method: call.method,
      url: call.url,
      ...(call.body === undefined ? {} : { data: JSON.stringify(call.body) }),
      headers: {
        Authorization: `Bearer ${call.token}`,
        Accept: 'application/vnd.api+json',
        'User-Agent': userAgent,
        // On every POST, also one without a body: HashiCorp's own client had to learn that.
        ...(call.method === 'POST' ? { 'Content-Type': 'application/vnd.api+json' } : {}),
      },
      responseType: 'text',
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
      maxRedirects: 0,
      maxContentLength: LARGEST_ANSWER,
      signal: late.signal,
    });
    return read(response);
  } catch (error) {
    throw new Unreachable(late.signal.aborted ? `no answer in ${call.timeLimit / 1_000} s` : sayWhy(error));
  } finally {
    clock.clearTimeout(timer);
  }
}

const sayWhy = (error: unknown): string =>
  axios.isAxiosError(error) ? `no answer (${error.code ?? 'unknown'})` : 'no answer';

function read({ status, data, headers }: AxiosResponse<string>): Answer {
  const text = typeof data === 'string' ? data : '';
  return {
    status,
    body: parse(text),
    text,
    header: (name) => {
      const value: unknown = headers[name];
      return typeof value === 'string' ? value : undefined;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How long the server wants nothing more (milliseconds): seconds, possibly fractional, in either header. */
export function waitAsked(answer: Answer): number | undefined {
  const asked = ['x-ratelimit-reset', 'retry-after'].map((name) => Number.parseFloat(answer.header(name) ?? ''));
  const seconds = Math.max(...asked.map((value) => (Number.isFinite(value) && value >= 0 ? value : -1)));
  return seconds < 0 ? undefined : Math.min(seconds, LONGEST_WAIT) * 1_000;
}

/** A header that asks for longer is a mistake of somebody's (seconds). */
const LONGEST_WAIT = 600;
