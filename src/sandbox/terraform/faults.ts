import { type Answer, errorAnswer, rateLimited } from './answer.ts';
import type { Call } from './calls.ts';
import type { JsonObject } from './json.ts';
import { decoded } from './route.ts';

export interface FaultOptions {
  readonly method?: string;
  /** Matched against the path with its query, in which brackets are not encoded. */
  readonly path?: RegExp;
  readonly identity?: string;
  /** How many calls it affects. `Infinity`: until it is removed. Default 1. */
  readonly times?: number;
  /**
   * What the service does in spite of the fault: nothing (the default if the answer is replaced), the call, the call
   * twice, or the call after this many milliseconds.
   */
  readonly effect?: 'none' | 'once' | 'twice' | { readonly afterMilliseconds: number };
  /** Replaces the real answer's status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject | string;
  /** On the clock, between the effect and the answer. */
  readonly delayMilliseconds?: number;
  /** No answer: the connection is destroyed. */
  readonly destroy?: boolean;
  /** No answer, and the connection stays open. */
  readonly hang?: boolean;
}

export interface Fault {
  readonly options: FaultOptions;
  /** How many calls it has affected. */
  readonly met: number;
  remove(): void;
}

export interface Faults {
  add(options: FaultOptions): Fault;
  /** The first fault that matches this call. Counts the call. */
  meet(call: Call): FaultOptions | undefined;
  clear(): void;
}

function meets({ method, path, identity }: FaultOptions, call: Call): boolean {
  return (
    (method === undefined || method === call.method) &&
    (path === undefined || path.test(decoded(call.path))) &&
    (identity === undefined || identity === call.identity)
  );
}

export function createFaults(): Faults {
  const faults: { options: FaultOptions; met: number; remove: () => void }[] = [];
  return {
    add: (options) => {
      const fault = {
        options,
        met: 0,
        remove: () => {
          const index = faults.indexOf(fault);
          if (index >= 0) faults.splice(index, 1);
        },
      };
      faults.push(fault);
      return fault;
    },
    meet: (call) => {
      const fault = faults.find(({ options, met }) => met < (options.times ?? 1) && meets(options, call));
      if (fault === undefined) return undefined;
      fault.met += 1;
      return fault.options;
    },
    clear: () => void faults.splice(0),
  };
}

export function effectOf(options: FaultOptions): NonNullable<FaultOptions['effect']> {
  const replaced = options.status !== undefined || options.destroy === true || options.hang === true;
  return options.effect ?? (replaced ? 'none' : 'once');
}

const TITLES: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  409: 'conflict',
  422: 'unprocessable entity',
};

/** A 5xx without a given body is HTML, as from gateways in front of the service. */
export function answerOfFault({ status = 500, headers, body }: FaultOptions): Answer {
  if (body !== undefined) return { status, headers: headers ?? {}, body };
  if (status === 429) {
    const answer = rateLimited(30, 1500);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
  if (status >= 500) {
    const html = `<html><head><title>${status}</title></head><body>The server could not complete your request.</body></html>`;
    return { status, headers: { 'content-type': 'text/html', ...headers }, body: html };
  }
  return { ...errorAnswer(status, TITLES[status] ?? 'error'), headers: headers ?? {} };
}
