/** An HTTP call to one of our routes. */
export interface IncomingCall {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Reads the body as bytes. Throws `BodyRefused` if it is too long, too slow or cut off. */
  readBody(): Promise<Buffer>;
}

export interface CallReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Handles calls to one route. Anything it throws becomes a 500 and a log line. */
export type AnswerCall = (call: IncomingCall) => CallReply | Promise<CallReply>;

const REASONS = { 400: 'was cut off', 408: 'did not arrive in time', 413: 'is too long' } as const;

/** The body was not read completely. `status` is the response to the caller. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
  readonly status: keyof typeof REASONS;

  constructor(status: keyof typeof REASONS) {
    super(`The body ${REASONS[status]}.`);
    this.status = status;
  }
}
