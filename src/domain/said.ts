/**
 * What a service says of one thing. `'unreadable'`: it is there, and is none of the kinds that we know, which never
 * counts as absent. `undefined`: the service does not say it.
 */
export type Said<Value> = Value | 'unreadable' | undefined;

/** The value where there is one that can be read. */
export const readable = <Value>(said: Said<Value>): Value | undefined => (said === 'unreadable' ? undefined : said);

/** A whole number from 0, and nothing else that a service or a log may write where a count belongs. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
