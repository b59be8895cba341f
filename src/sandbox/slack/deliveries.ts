import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Changes } from './changes.ts';
import type { JsonObject } from './json.ts';

/** Slack's rule: a command or a press is acknowledged within three seconds. */
const ACKNOWLEDGE_WITHIN = 3000;

/** What the person is told: nobody answered in time; nobody could be reached, or answered with a failure. */
export type DeliveryFailure = 'operation_timeout' | 'dispatch_failed';

type DeliveryKind = 'slash_commands' | 'interactive';

/** One payload on its way to the bot. */
export interface Delivery {
  readonly kind: DeliveryKind;
  readonly payload: JsonObject;
  /** Whether a body in the acknowledgement means something to Slack. */
  readonly acceptsAnswer: boolean;
  /** Each time it was delivered, the first time first. */
  readonly attempts: readonly Attempt[];
}

export interface Attempt {
  readonly at: number;
  readonly payload: JsonObject;
  /** Undefined: acknowledged in time. */
  readonly failure: DeliveryFailure | undefined;
  /** What the acknowledgement carried. */
  readonly answer: JsonObject | undefined;
  /** HTTP status, in HTTP mode. */
  readonly status: number | undefined;
}

/** What comes back from the bot for one envelope. */
export interface TransportAnswer {
  readonly acknowledged: boolean;
  readonly body?: JsonObject | undefined;
  readonly status?: number | undefined;
}

export interface Envelope {
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly payload: JsonObject;
  readonly acceptsAnswer: boolean;
}

/** How a payload travels this once. */
export interface DeliverOptions {
  /** Changes the payload on its way, as an attacker or a stale client would. */
  readonly tamper?: (payload: JsonObject) => JsonObject;
  /** Socket Mode: the connection that gets it, counted from 0; default is the next in turn. */
  readonly connection?: number;
  /** HTTP mode: what is false about the request. */
  readonly forgery?: Forgery;
}

export interface Forgery {
  readonly signingSecret?: string;
  /** Added to the time of the request; negative is the past. */
  readonly timestampOffsetSeconds?: number;
  /** Sent instead of what was signed. */
  readonly body?: (signed: string) => string;
  /** Header names in lower case; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Transport {
  /** Calls `answered` at most once; returns what gives the waiting up. */
  send(envelope: Envelope, options: DeliverOptions, answered: (answer: TransportAnswer) => void): () => void;
}

export interface Deliveries {
  readonly all: readonly Delivery[];
  /** Delivers something new and waits for its acknowledgement. */
  deliver(fresh: Pick<Delivery, 'kind' | 'payload' | 'acceptsAnswer'>, options?: DeliverOptions): Promise<Delivered>;
  /** Delivers the same payload again. */
  again(delivery: Delivery, options?: DeliverOptions): Promise<Attempt>;
  /** Gives up whatever still waits for an acknowledgement. */
  close(): void;
}

interface Delivered {
  readonly delivery: Delivery;
  readonly attempt: Attempt;
}

export function createDeliveries(clock: SandboxClock, changes: Changes, transport: () => Transport): Deliveries {
  const all: Delivery[] = [];
  const records = new Map<Delivery, Attempt[]>();
  const waiting = new Set<() => void>();
  const attempt = async (delivery: Delivery, options: DeliverOptions): Promise<Attempt> => {
    const payload = options.tamper === undefined ? delivery.payload : options.tamper(delivery.payload);
    const envelope = { id: randomUUID(), kind: delivery.kind, payload, acceptsAnswer: delivery.acceptsAnswer };
    const at = clock.now();
    const { failure, answer } = await waitForAnswer(clock, waiting, (answered) =>
      transport().send(envelope, options, answered),
    );
    const made: Attempt = { at, payload, failure, answer: answer?.body, status: answer?.status };
    records.get(delivery)?.push(made);
    changes.notify('delivery');
    return made;
  };
  return {
    all,
    async deliver(fresh, options = {}) {
      const attempts: Attempt[] = [];
      const delivery: Delivery = { ...fresh, attempts };
      records.set(delivery, attempts);
      all.push(delivery);
      return { delivery, attempt: await attempt(delivery, options) };
    },
    again: (delivery, options = {}) => attempt(delivery, options),
    close() {
      for (const giveUp of [...waiting]) giveUp();
    },
  };
}

interface Awaited {
  readonly failure: DeliveryFailure | undefined;
  readonly answer: TransportAnswer | undefined;
}

function waitForAnswer(
  clock: SandboxClock,
  waiting: Set<() => void>,
  send: (answered: (answer: TransportAnswer) => void) => () => void,
): Promise<Awaited> {
  return new Promise((resolve) => {
    let cancel = () => {};
    const settle = (failure: DeliveryFailure | undefined, answer: TransportAnswer | undefined) => {
      clock.clearTimeout(tooLate);
      waiting.delete(giveUp);
      resolve({ failure, answer });
    };
    const giveUp = () => {
      settle('operation_timeout', undefined);
      cancel();
    };
    const tooLate = clock.setTimeout(giveUp, ACKNOWLEDGE_WITHIN);
    waiting.add(giveUp);
    cancel = send((answer) => settle(answer.acknowledged ? undefined : 'dispatch_failed', answer));
  });
}
