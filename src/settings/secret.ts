import { inspect } from 'node:util';

/** A value that is never printed, and that is read again where it came from a file. */
export interface Secret {
  current(): string;
  /** Reads its file again; whether it is another value now. */
  reread(): boolean;
  /** Every value that it has had, for taking them out of whatever is written. */
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
): Secret {
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
