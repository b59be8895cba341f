import type { Changes } from './changes.ts';
import type { JsonObject } from './json.ts';

/** One call that the bot made, as it reached Slack. */
export interface Call {
  /** The Web API method, or `response_url` for what was posted to one. */
  readonly method: string;
  /** Without the token. */
  readonly arguments: JsonObject;
  /** Milliseconds of the clock. */
  readonly at: number;
  readonly status: number;
  /** What Slack answered; undefined where it gave no answer at all. */
  readonly answer: JsonObject | undefined;
  /** Slack did what was asked, and the answer got lost on the way. */
  readonly replyLost: boolean;
}

/** What Slack takes, and what a person or their notifications suffer from. */
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
