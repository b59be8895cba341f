import type { Changes } from './changes.ts';
import type { JsonObject } from './json.ts';

/** A call from the bot to Slack. */
export interface Call {
  /** The Web API method, or `response_url` for a post to one. */
  readonly method: string;
  /** Without the token. */
  readonly arguments: JsonObject;
  /** The clock's time (milliseconds). */
  readonly at: number;
  readonly status: number;
  /** Slack's answer. `undefined` if there was none. */
  readonly answer: JsonObject | undefined;
  /** Slack performed the call, but the answer was lost. */
  readonly replyLost: boolean;
}

/** Something that Slack accepts but that is bad for people or their notifications. */
export interface Warning {
  readonly at: number;
  readonly method: string;
  readonly message: string;
}

export interface CallLog {
  readonly calls: readonly Call[];
  readonly warnings: readonly Warning[];
  record(call: Call): void;
  warn(warning: Warning): void;
}

export function createCallLog(changes: Changes): CallLog {
  const calls: Call[] = [];
  const warnings: Warning[] = [];
  return {
    calls,
    warnings,
    record(call) {
      calls.push(call);
      changes.notify('call');
    },
    warn: (warning) => void warnings.push(warning),
  };
}
