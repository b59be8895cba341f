/** A time in which nothing of these environments and actions may be run, as the allowlist plans it. */
export interface PlannedFreeze {
  readonly name: string;
  /** Absent: all of them. Where both are named, it holds where both do. */
  readonly environments?: readonly string[];
  readonly actions?: readonly string[];
  readonly reason?: string;
  /** IANA name of the zone in which `when` is read. */
  readonly timezone: string;
  readonly when:
    | { readonly kind: 'recurring' /** Cron, five fields. */; readonly starts: string; readonly lasts: number }
    /** Local times such as `2026-12-24T16:00:00`; the end is no longer frozen. */
    | { readonly kind: 'once'; readonly from: string; readonly until: string };
}
