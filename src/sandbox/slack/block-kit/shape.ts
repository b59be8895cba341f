import { isObject, own } from '../json.ts';

/** Where blocks are shown. Not every block is allowed everywhere. */
export type Surface = 'message' | 'modal';

/** Checks a value and reports what Slack would refuse, with a JSON pointer. */
export type Check = (value: unknown, pointer: string, found: Problems, surface: Surface) => void;

export interface Problems {
  readonly all: readonly Problem[];
  report(pointer: string, message: string): void;
}

interface Problem {
  readonly pointer: string;
  readonly message: string;
}

export function createProblems(): Problems {
  const all: Problem[] = [];
  return { all, report: (pointer, message) => void all.push({ pointer, message }) };
}

/** An object with only these keys. */
export function object(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value, pointer, found, surface) => {
    if (!isObject(value)) return found.report(pointer, 'must be an object');
    for (const key of Object.keys(required)) {
      if (value[key] === undefined) found.report(pointer, `missing required field: ${key}`);
    }
    for (const [key, inner] of Object.entries(value)) {
      const check = own(required, key) ?? own(optional, key);
      if (check === undefined) found.report(`${pointer}/${key}`, `additional property: ${key}`);
      else if (inner !== undefined) check(inner, `${pointer}/${key}`, found, surface);
    }
  };
}

/** An object whose shape depends on its `type`. */
export function byType(shapes: Readonly<Record<string, Check>>): Check {
  return (value, pointer, found, surface) => {
    if (!isObject(value)) return found.report(pointer, 'must be an object');
    const type = value.type;
    const check = typeof type === 'string' ? own(shapes, type) : undefined;
    if (check === undefined) {
      return found.report(
        `${pointer}/type`,
        `unsupported type: ${String(type)}; here stand ${Object.keys(shapes).join(', ')}`,
      );
    }
    check(value, pointer, found, surface);
  };
}

export function list(item: Check, { least = 1, most }: { least?: number; most: number }): Check {
  return (value, pointer, found, surface) => {
    if (!Array.isArray(value)) return found.report(pointer, 'must be an array');
    if (value.length < least) found.report(pointer, `must have at least ${least} items, and has ${value.length}`);
    if (value.length > most) found.report(pointer, `no more than ${most} items allowed, and has ${value.length}`);
    value.forEach((one, index) => {
      item(one, `${pointer}/${index}`, found, surface);
    });
  };
}

export function string(most: number, least = 1): Check {
  return (value, pointer, found) => {
    if (typeof value !== 'string') return found.report(pointer, 'must be a string');
    if (value.length < least) found.report(pointer, `must be at least ${least} characters, and has ${value.length}`);
    if (value.length > most) found.report(pointer, `must be no more than ${most} characters, and has ${value.length}`);
  };
}

export function oneOf(...values: readonly (string | number)[]): Check {
  return (value, pointer, found) => {
    if (!values.some((one) => one === value)) found.report(pointer, `must be one of ${values.join(', ')}`);
  };
}

export function whole(least: number, most: number): Check {
  return (value, pointer, found) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return found.report(pointer, 'must be a whole number');
    if (value < least || value > most) found.report(pointer, `must be from ${least} to ${most}`);
  };
}

export const boolean: Check = (value, pointer, found) => {
  if (typeof value !== 'boolean') found.report(pointer, 'must be true or false');
};

/** A valid http or https address. */
export function url(most: number): Check {
  return (value, pointer, found, surface) => {
    string(most)(value, pointer, found, surface);
    if (typeof value === 'string' && !(URL.canParse(value) && /^https?:\/\//i.test(value))) {
      found.report(pointer, 'invalid url: an http or https address is needed');
    }
  };
}

/** All of these checks, in order. */
export function every(...checks: readonly Check[]): Check {
  return (value, pointer, found, surface) => {
    for (const check of checks) check(value, pointer, found, surface);
  };
}

/** A rule for an object of the right shape. `undefined` is a pass. */
export function rule(broken: (value: Readonly<Record<string, unknown>>) => string | undefined): Check {
  return (value, pointer, found) => {
    const message = isObject(value) ? broken(value) : undefined;
    if (message !== undefined) found.report(pointer, message);
  };
}
