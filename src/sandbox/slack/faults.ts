/** How a call goes wrong. */
export type Fault = Readonly<
  {
    /** A Web API method, `response_url`, or `*` for everything. */
    method: string;
    /** How many calls go wrong; default 1. */
    times?: number;
    /** Only calls that name this channel. */
    channel?: string;
  } & (
    | { kind: 'status'; status: number }
    | { kind: 'error'; error: string }
    | { kind: 'ratelimited'; retryAfter?: number }
    /** Slack does what was asked, and then the connection breaks before the answer. */
    | { kind: 'lost_reply' }
    /** The connection breaks and nothing was done. */
    | { kind: 'refused' }
    /** No answer ever comes, and nothing was done. */
    | { kind: 'hang' }
    /** Slack does what was asked, and answers so many milliseconds of the clock later. */
    | { kind: 'slow'; milliseconds: number }
    /** The connection breaks at once, and so many milliseconds of the clock later Slack does what was asked. */
    | { kind: 'arrives_late'; milliseconds: number }
  )
>;

export interface Faults {
  readonly isDown: boolean;
  down(): void;
  up(): void;
  add(fault: Fault): void;
  clear(): void;
  /** The fault that this call meets; it is used up by that. */
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
