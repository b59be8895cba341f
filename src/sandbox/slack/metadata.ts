import { isObject, type JsonObject } from './json.ts';
import { ApiRefusal } from './refusal.ts';

/** A message's metadata as JSON (bytes). */
const METADATA_AT_MOST = 8000;

/** Checks message metadata. `undefined` if there is none; `{}` removes existing metadata. Throws Slack's refusal. */
export function checkMetadata(metadata: unknown): JsonObject | undefined {
  if (metadata === undefined) return undefined;
  if (!isObject(metadata)) throw new ApiRefusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return metadata;
  const { event_type: type, event_payload: payload, ...others } = metadata;
  if (typeof type !== 'string' || type === '' || !isObject(payload) || Object.keys(others).length > 0) {
    throw new ApiRefusal('invalid_metadata_format');
  }
  if (!Object.values(payload).every(isAllowed)) throw new ApiRefusal('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(metadata)) > METADATA_AT_MOST) throw new ApiRefusal('metadata_too_large');
  return metadata;
}

function isAllowed(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => isObject(one) && Object.values(one).every(isPlain));
  return isPlain(value) || (isObject(value) && Object.values(value).every(isPlain));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
