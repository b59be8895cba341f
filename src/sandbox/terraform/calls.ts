export interface Call {
  readonly at: number;
  readonly method: string;
  /** With its query, percent-encoded. */
  readonly path: string;
  /** The pattern under /api/v2 that answered; undefined where the sandbox has no such address. */
  readonly route: string | undefined;
  readonly identity: string | undefined;
  readonly body: unknown;
  /** The status answered; undefined while no answer was given, and for ever where it hangs. */
  ended: number | 'connection destroyed' | undefined;
}

/** Enough for every test, and not so much that a demo left open for days fills the memory. */
const KEPT = 10_000;

export function recordCall(calls: Call[], call: Call): void {
  calls.push(call);
  if (calls.length > KEPT) calls.splice(0, calls.length - KEPT);
}
