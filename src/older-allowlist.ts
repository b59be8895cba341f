import type { Clock } from './flows/clock.ts';
import { OlderAllowlist } from './flows/last-check.ts';

/** What is kept back is tried again at least every half minute, so that it is noticed anew as long as it is so (milliseconds). */
const NOTICED_FOR = 60_000;

const BEHIND = 'another replica has a newer allowlist, so this one creates and confirms nothing; the log says more';

/** Remembers for `/readyz` that this process creates and confirms nothing because another one has a newer allowlist. */
export function noticeOlderAllowlist(clock: Clock): {
  readonly notice: (error: unknown) => void;
  readonly details: () => Readonly<Record<string, string>>;
} {
  let noticedAt = Number.NEGATIVE_INFINITY;
  return {
    notice: (error) => {
      if (error instanceof OlderAllowlist) noticedAt = clock.now();
    },
    details: () => ({ ...(clock.now() - noticedAt < NOTICED_FOR && { replicas: BEHIND }) }),
  };
}
