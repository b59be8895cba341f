import { type JsonObject, own, parseObject } from '../json.ts';
import { ApiRefusal, refusalWithMessages } from '../refusal.ts';

/** Form arguments that are JSON, and Slack's error code if they do not parse. */
const JSON_ARGUMENTS: Readonly<Record<string, string>> = {
  attachments: 'invalid_attachments',
  blocks: 'invalid_blocks_format',
  metadata: 'invalid_metadata_format',
  view: 'invalid_arguments',
};

/** Parses the arguments of a call, from a form or JSON. Throws Slack's refusal of any other body. */
export function readArguments(contentType: string, body: string): JsonObject {
  if (contentType.startsWith('application/json')) {
    const parsed = body === '' ? {} : parseObject(body);
    if (parsed === undefined) throw new ApiRefusal('invalid_json');
    return parsed;
  }
  if (body !== '' && !contentType.startsWith('application/x-www-form-urlencoded')) {
    throw new ApiRefusal('invalid_post_type');
  }
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, formValue(name, value)]));
}

function formValue(name: string, value: string): unknown {
  const refusal = own(JSON_ARGUMENTS, name);
  if (refusal === undefined) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ApiRefusal(refusal);
  }
}

/** A required string. Throws `invalid_arguments` with its name if it is missing. */
export function required(args: JsonObject, name: string): string {
  const value = optional(args, name);
  if (value === undefined || value === '') {
    throw refusalWithMessages('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
  }
  return value;
}

export function optional(args: JsonObject, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw refusalWithMessages('invalid_arguments', [`[ERROR] must be a string: ${name}`]);
  return String(value);
}

/** Slack accepts true and 1 as yes. `undefined` if the argument is missing. */
export function flag(args: JsonObject, name: string): boolean | undefined {
  const value = optional(args, name);
  return value === undefined ? undefined : value === 'true' || value === '1';
}

/** A whole number from 1 to `most`. Throws `invalid_limit` for anything else. */
export function limitOf(args: JsonObject, standard: number, most: number): number {
  const value = optional(args, 'limit');
  if (value === undefined) return standard;
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new ApiRefusal('invalid_limit');
  return limit;
}
