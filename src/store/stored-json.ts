/** How a Date stands in JSON; no key of ours begins with a dollar sign. */
const DATE_KEY = '$date';

/**
 * JSON for a `jsonb` column, from which `readJson` gives the same values back, Dates included. PostgreSQL takes neither
 * NUL nor half a surrogate pair, so each becomes the replacement character.
 */
export const toJson = (value: unknown): string => JSON.stringify(prepare(value));

export const readJson = <Value>(stored: unknown): Value => revive(stored) as Value;

/** The same text as PostgreSQL can keep it. */
export const storableText = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD');

function prepare(value: unknown): unknown {
  if (value instanceof Date) return { [DATE_KEY]: value.toISOString() };
  if (typeof value === 'string') return storableText(value);
  return mapInside(value, prepare);
}

function revive(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && DATE_KEY in value) return new Date(String(value[DATE_KEY]));
  return mapInside(value, revive);
}

function mapInside(value: unknown, change: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
}
