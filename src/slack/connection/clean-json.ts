import { isJsonObject } from '../../domain/json-object.ts';

/** Slack nests about fifteen levels deep. */
const DEEPEST = 100;

/** An unpaired surrogate or NUL, which PostgreSQL does not store. */
const REPLACEMENT = '\ufffd';

/**
 * Cleans JSON from Slack. Null fields count as absent, because Slack sends null in optional fields. Unpaired surrogates
 * and NUL become U+FFFD. Throws if the value is nested too deep.
 */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) throw new Error('The JSON is nested too deep.');
  if (typeof value === 'string') return cleanString(value);
  if (Array.isArray(value)) return value.map((one) => cleanJson(one, depth + 1));
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([name, field]) => [name, cleanJson(field, depth + 1)]));
}

const HALF_CHARACTERS = /\p{Cs}/gu;
const cleanString = (text: string): string =>
  text.replaceAll(HALF_CHARACTERS, REPLACEMENT).replaceAll('\0', REPLACEMENT);
