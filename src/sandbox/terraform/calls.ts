export interface Call {
  readonly at: number;
  readonly method: string;
  /** With its query, percent-encoded. */
  readonly path: string;
  /** The matching pattern under /api/v2. `undefined` if the sandbox has no such address. */
  readonly route: string | undefined;
  readonly identity: string | undefined;
  readonly body: unknown;
  /** The answer's status. `undefined` until there is one, so forever if the call hangs. */
  ended: number | 'connection destroyed' | undefined;
}

/** The most calls to keep: enough for every test, but not so many that a demo running for days fills the memory. */
const KEPT = 10_000;

export function recordCall(calls: Call[], call: Call): void {
  calls.push(call);
  if (calls.length > KEPT) calls.splice(0, calls.length - KEPT);
}
