import { inspect } from 'node:util';

/** A value that is never printed, and that is read again where it came from a file. */
export interface Secret {
  current(): string;
  /** Reads its file again; whether it is another value now. */
  reread(): boolean;
}

/** `read` gives the value as it is now, or throws; a file that cannot be read just now leaves the value as it was. */
export function createSecret(value: string, read: (() => string) | undefined): Secret {
  let current = value;
  const secret = {
    current: () => current,
    reread: () => {
      const before = current;
      try {
        current = read?.() ?? current;
      } catch {
        return false;
      }
      return current !== before;
    },
    toString: () => '[secret]',
    toJSON: () => '[secret]',
    [inspect.custom]: () => '[secret]',
  };
  return secret;
}
