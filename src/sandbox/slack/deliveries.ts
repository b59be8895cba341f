import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Changes } from './changes.ts';
import type { JsonObject } from './json.ts';

/** Slack's rule: a command or click must be acknowledged within three seconds (milliseconds). */
const ACKNOWLEDGE_WITHIN = 3000;

/** What the person is told: the bot did not answer in time, or it could not be reached or answered with an error. */
export type DeliveryFailure = 'operation_timeout' | 'dispatch_failed';

type DeliveryKind = 'slash_commands' | 'interactive';

/** A payload for the bot. */
export interface Delivery {
  readonly kind: DeliveryKind;
  readonly payload: JsonObject;
  /** True if Slack reads the body of the acknowledgement. */
  readonly acceptsAnswer: boolean;
  /** All delivery attempts, oldest first. */
  readonly attempts: readonly Attempt[];
}

export interface Attempt {
  readonly at: number;
  readonly payload: JsonObject;
  /** `undefined`: acknowledged in time. */
  readonly failure: DeliveryFailure | undefined;
  /** The body of the acknowledgement. */
  readonly answer: JsonObject | undefined;
  /** The HTTP status, in HTTP mode. */
  readonly status: number | undefined;
}

/** The bot's answer to an envelope. */
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

/** Overrides for one delivery. */
export interface DeliverOptions {
  /** Changes the payload on its way, like an attacker or a stale client. */
  readonly tamper?: (payload: JsonObject) => JsonObject;
  /** Socket Mode: the receiving connection, counted from 0. Default: the next one in turn. */
  readonly connection?: number;
  /** HTTP mode: what to forge in the request. */
  readonly forgery?: Forgery;
}

export interface Forgery {
  readonly signingSecret?: string;
  /** Added to the request's time. Negative: in the past. */
  readonly timestampOffsetSeconds?: number;
  /** The body to send instead of the signed one. */
  readonly body?: (signed: string) => string;
  /** Header names in lower case. `undefined` omits a header. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Transport {
  /** Calls `answered` at most once. Returns a function that stops waiting. */
  send(envelope: Envelope, options: DeliverOptions, answered: (answer: TransportAnswer) => void): () => void;
}

export interface Deliveries {
  readonly all: readonly Delivery[];
  /** Delivers a new payload and waits for its acknowledgement. */
  deliver(fresh: Pick<Delivery, 'kind' | 'payload' | 'acceptsAnswer'>, options?: DeliverOptions): Promise<Delivered>;
  /** Delivers the same payload again. */
  again(delivery: Delivery, options?: DeliverOptions): Promise<Attempt>;
  /** Stops waiting for all acknowledgements. */
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
