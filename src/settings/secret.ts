import { inspect } from 'node:util';
import type { Secret } from '../flows/ports/secret.ts';

/** A secret that is never printed. */
export interface MaskedSecret extends Secret {
  /** All current and previous values, to mask them in output. */
  everyValue(): readonly string[];
}

const HIDDEN = '[secret]';

/**
 * A secret from a file. `read` returns the current value or throws. If the file is unreadable or half written, the
 * previous value stays.
 */
export function createSecret(
  value: string,
  read: (() => string) | undefined,
  isAcceptable: (value: string) => boolean,
): MaskedSecret {
  const values = [value];
  const current = (): string => values.at(-1) ?? '';
  const readAgain = (): string | undefined => {
    try {
      return read?.();
    } catch {
      return undefined;
    }
  };
  const secret = {
    current,
    reread: () => {
      const now = readAgain();
      if (now === undefined || now === current() || !isAcceptable(now)) return false;
      values.push(now);
      return true;
    },
    everyValue: () => [...new Set(values)],
    toString: () => HIDDEN,
    toJSON: () => HIDDEN,
    [inspect.custom]: () => HIDDEN,
  };
  return secret;
}
