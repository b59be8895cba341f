import { isJsonObject } from '../../domain/json-object.ts';

/** Slack nests some fifteen levels deep. */
const DEEPEST = 100;

/** Half a character, or the character NUL. PostgreSQL stores neither. */
const REPLACEMENT = '\ufffd';

/**
 * JSON from Slack as the rest of the program reads it. A field that is null counts as absent, because Slack sends null in
 * optional fields. Half characters and NUL become U+FFFD. Throws if the value is nested too deep.
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
