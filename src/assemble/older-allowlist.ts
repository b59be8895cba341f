import { OlderAllowlist } from '../flows/guarding/last-check.ts';
import type { Clock } from '../flows/ports/clock.ts';

/**
 * How long a notice counts (milliseconds). Blocked steps are retried at least every half minute, so it is renewed while
 * the cause lasts.
 */
const NOTICED_FOR = 60_000;

/**
 * Remembers, for `/readyz`, that this process creates and confirms nothing because another one has a newer allowlist.
 */
export function noticeOlderAllowlist(clock: Clock): {
  readonly notice: (error: unknown) => void;
  readonly isOlder: () => boolean;
} {
  let noticedAt = Number.NEGATIVE_INFINITY;
  return {
    notice: (error) => {
      if (error instanceof OlderAllowlist) noticedAt = clock.now();
    },
    isOlder: () => clock.now() - noticedAt < NOTICED_FOR,
  };
}
