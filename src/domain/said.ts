/**
 * A value from a service. `'unreadable'`: it exists but has an unknown form, and never counts as absent. `undefined`:
 * the service does not say it.
 */
export type Said<Value> = Value | 'unreadable' | undefined;

/** The value, if it exists and is readable. */
export const readable = <Value>(said: Said<Value>): Value | undefined => (said === 'unreadable' ? undefined : said);

/** True for a whole number from 0, and nothing else that a service or log may write as a count. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
