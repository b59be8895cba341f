import type { History } from './history.ts';

/** Something that happens. The number decides to whom, and what exactly. */
export type Act = (history: History, number: number) => Promise<void> | void;

/** Takes an index below the divisor from a number. Returns it and the rest. */
export const split = (number: number, divisor: number): readonly [number, number] => [
  number % divisor,
  Math.floor(number / divisor),
];

export const pick = <Value>(values: readonly Value[], number: number): Value => values[number % values.length] as Value;

export function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // A run locks the workspace, and no person.
  }
}
