/** Marks a Date in stored JSON. None of our keys begins with a dollar sign. */
const DATE_KEY = '$date';

/**
 * JSON for a `jsonb` column. `readJson` returns the same values, Dates included. PostgreSQL stores neither NUL nor
 * unpaired surrogates, so both become the replacement character.
 */
export const toJson = (value: unknown): string => JSON.stringify(prepare(value));

export const readJson = <Value>(stored: unknown): Value => revive(stored) as Value;

/** The text with everything replaced that PostgreSQL cannot store. */
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
