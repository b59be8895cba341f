/** What applies to one person if the file sets no limits. */
export const DEFAULT_LIMITS = { open: 50, commandsPerMinute: 60 } as const;

/** The time zone of a freeze that names none. */
export const DEFAULT_TIMEZONE = 'UTC';
