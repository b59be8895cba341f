import { OlderAllowlist } from '../flows/guarding/last-check.ts';
import type { Clock } from '../flows/ports/clock.ts';

/** What is kept back is tried again at least every half minute, so that it is noticed anew as long as it is so (milliseconds). */
const NOTICED_FOR = 60_000;

/** Remembers for `/readyz` that this process creates and confirms nothing because another one has a newer allowlist. */
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
