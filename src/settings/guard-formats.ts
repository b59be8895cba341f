import * as z from 'zod';
import { parseDuration } from '../domain/duration.ts';
import { APPLY_MODES, type EntryGuards } from '../domain/entry.ts';
import { GUARD_KEYS, GUARDS, type GuardKey, guardRow } from '../domain/guards.ts';
import { describeKeys, type KeyDescription } from './described-keys.ts';
import { duration, oneOf, wants, wholeNumber } from './format-parts.ts';
import { valueAt } from './known-keys.ts';

const HIGHEST_COUNT = 1_000;

const FORMATS = {
  duration,
  count: wholeNumber(1, HIGHEST_COUNT),
  flag: z.boolean(wants('true or false', 'Write it without quotes.')),
  apply: oneOf(APPLY_MODES),
} as const satisfies Record<(typeof GUARDS)[GuardKey]['kind']['format'], z.ZodType>;

type Format<Key extends GuardKey> = z.ZodOptional<(typeof FORMATS)[(typeof GUARDS)[Key]['kind']['format']]>;

const APPROVAL = 'approval.';
type InApproval = `${typeof APPROVAL}${string}`;

/** The formats of all guards outside `approval`, by key. */
export const LEVEL_GUARDS = formatsOf(({ key }) => !key.startsWith(APPROVAL)) as {
  [Key in GuardKey as Exclude<(typeof GUARDS)[Key]['key'], InApproval>]: Format<Key>;
};

/** The formats of all guards in `approval`, by key. */
export const APPROVAL_GUARDS = formatsOf(({ key }) => key.startsWith(APPROVAL)) as {
  [Key in GuardKey as (typeof GUARDS)[Key]['key'] extends `${typeof APPROVAL}${infer Name}`
    ? Name
    : never]: Format<Key>;
};

function formatsOf(isWanted: (row: { readonly key: string }) => boolean): z.core.$ZodLooseShape {
  const rows = GUARD_KEYS.filter((guard) => isWanted(GUARDS[guard])).map((guard) => {
    const name = GUARDS[guard].key.replace(APPROVAL, '');
    const shape = { [name]: FORMATS[GUARDS[guard].kind.format].optional() };
    return describeKeys(shape, { [name]: describeGuard(guard) });
  });
  return Object.assign({}, ...rows);
}

function describeGuard<Key extends GuardKey>(guard: Key): KeyDescription {
  const { kind, text, fallback, example } = guardRow(guard);
  const described = { text, levels: kind.levels, example };
  return fallback === undefined ? described : { ...described, fallback: kind.write(fallback) };
}

/** Reads the guards of a level. Durations become milliseconds. */
export const readGuards = (level: object): Partial<EntryGuards> =>
  Object.fromEntries(
    GUARD_KEYS.map((guard) => [guard, GUARDS[guard].key.split('.').reduce<unknown>(valueAt, level)] as const)
      .filter(([, value]) => value !== undefined)
      .map(([guard, value]) => [guard, readGuard(guard, value)]),
  );

const readGuard = (guard: GuardKey, value: unknown): unknown =>
  GUARDS[guard].kind.format === 'duration' ? parseDuration(String(value)) : value;
