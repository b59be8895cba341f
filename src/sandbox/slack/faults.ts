/** A failure of a call. */
export type Fault = Readonly<
  {
    /** A Web API method, `response_url`, or `*` for all calls. */
    method: string;
    /** The number of failing calls. Default 1. */
    times?: number;
    /** Only calls that name this channel. */
    channel?: string;
  } & (
    | { kind: 'status'; status: number }
    | { kind: 'error'; error: string }
    | { kind: 'ratelimited'; retryAfter?: number }
    /** Slack performs the call, then the connection breaks before the answer. */
    | { kind: 'lost_reply' }
    /** The connection breaks, and the call is not performed. */
    | { kind: 'refused' }
    /** No answer ever comes, and the call is not performed. */
    | { kind: 'hang' }
    /** Slack performs the call and answers after this delay of the clock. */
    | { kind: 'slow'; milliseconds: number }
    /** The connection breaks immediately, and Slack performs the call after this delay of the clock. */
    | { kind: 'arrives_late'; milliseconds: number }
  )
>;

export interface Faults {
  readonly isDown: boolean;
  down(): void;
  up(): void;
  add(fault: Fault): void;
  clear(): void;
  /** The fault for this call. Each use counts. */
  take(method: string, channel: string | undefined): Fault | undefined;
}

export function createFaults(): Faults {
  let isDown = false;
  let waiting: { readonly fault: Fault; left: number }[] = [];
  return {
    get isDown() {
      return isDown;
    },
    down: () => {
      isDown = true;
    },
    up: () => {
      isDown = false;
    },
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      waiting = [];
    },
    take(method, channel) {
      const met = waiting.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method === '*' || fault.method === method) &&
          (fault.channel === undefined || fault.channel === channel),
      );
      if (met !== undefined) met.left -= 1;
      return met?.fault;
    },
  };
}
