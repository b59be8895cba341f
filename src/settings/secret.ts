import { inspect } from 'node:util';
import type { Secret } from '../flows/ports/secret.ts';

/** A secret that is never printed. */
export interface MaskedSecret extends Secret {
  /** Every value that it has had, so that each can be masked in whatever is written. */
  everyValue(): readonly string[];
}

const HIDDEN = '[secret]';

/**
 * `read` gives the value as it is in the file now, or throws. A file that cannot be read just now, or that is only half
 * written, leaves the value as it was.
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
