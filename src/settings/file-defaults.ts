/** The limits per person if the file sets none. */
export const DEFAULT_LIMITS = { open: 50, commandsPerMinute: 60 } as const;

/** The time zone of a freeze that sets none. */
export const DEFAULT_TIMEZONE = 'UTC';
