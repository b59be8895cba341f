import type { JsonObject } from './json.ts';

/** Slack's refusal of a call, with its error code. `details` are further fields of the answer. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly code: string;
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }

  /** The answer's body. */
  get body(): JsonObject {
    return { ok: false, error: this.code, ...this.details };
  }
}

/** A refusal with a list of problems, as Slack gives it for arguments, blocks and views. */
export function refusalWithMessages(code: string, messages: readonly string[]): ApiRefusal {
  return new ApiRefusal(code, { response_metadata: { messages } });
}
