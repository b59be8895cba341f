import { printDuration } from './duration.ts';
import { APPLY_MODES, type ApplyMode } from './entry.ts';

/** Which of two values is the stricter. */
export interface Strictness<Value> {
  /** True if the one value allows more than the other. */
  readonly isLooser: (one: Value, other: Value) => boolean;
  /** How levels combine, for editors and docs/allowlist.md. */
  readonly levels: string;
}

/** How the values of a guard are compared, read and written. The strictest level wins, so an inner one can only tighten. */
export interface GuardKind<Value> extends Strictness<Value> {
  /** What the file takes. */
  readonly format: 'duration' | 'count' | 'flag' | 'apply';
  /** The value as the file has it. */
  readonly write: (value: Value) => string | number | boolean;
}

const asIs = <Value extends string | number | boolean>(value: Value): Value => value;

export const SHORTEST_TIME = {
  format: 'duration',
  isLooser: (one, other) => one > other,
  levels: 'The shortest time wins.',
  write: printDuration,
} as const satisfies GuardKind<number>;

export const LONGEST_TIME = {
  format: 'duration',
  isLooser: (one, other) => one < other,
  levels: 'The longest time wins.',
  write: printDuration,
} as const satisfies GuardKind<number>;

export const SMALLEST_NUMBER = {
  format: 'count',
  isLooser: (one, other) => one > other,
  levels: 'The smallest number wins.',
  write: asIs,
} as const satisfies GuardKind<number>;

export const TRUE_IF_ALL = {
  format: 'flag',
  isLooser: (one, other) => one && !other,
  levels: '`true` only if every level that sets it says `true`.',
  write: asIs,
} as const satisfies GuardKind<boolean>;

export const TRUE_IF_ANY = {
  format: 'flag',
  isLooser: (one, other) => !one && other,
  levels: '`true` on any level wins.',
  write: asIs,
} as const satisfies GuardKind<boolean>;

export const STRICTEST_APPLY = {
  format: 'apply',
  isLooser: (one, other) => APPLY_MODES.indexOf(one) < APPLY_MODES.indexOf(other),
  levels: '`rehearse` beats `by_hand`, which beats `automatic`.',
  write: asIs,
} as const satisfies GuardKind<ApplyMode>;
