import { backOff } from '../../domain/back-off.ts';
import type { Clock } from '../../flows/ports/clock.ts';

/** Tokens that were answered with 401, so that one call in a while tries for all instead of each for itself. */
export interface RefusedTokens {
  /** False while it rests, and while somebody else tries it. */
  mayTry(token: string): boolean;
  refused(token: string): void;
  accepted(token: string): void;
}

export function watchRefusedTokens(clock: Clock): RefusedTokens {
  const resting = new Map<string, { readonly times: number; readonly until: number; readonly tried: boolean }>();
  const restAfter = (times: number): number => clock.now() + backOff(times);
  return {
    mayTry: (token) => {
      const rest = resting.get(token);
      if (rest === undefined) return true;
      if (clock.now() < rest.until) return false;
      // A try that gets no answer keeps the others back no longer than one rest.
      resting.set(token, { ...rest, until: restAfter(rest.times), tried: true });
      return true;
    },
    refused: (token) => {
      const rest = resting.get(token);
      // Calls that were under way together are refused together, and count once.
      if (rest?.tried === false) return;
      const times = rest?.times ?? 0;
      resting.set(token, { times: times + 1, until: restAfter(times), tried: false });
    },
    accepted: (token) => void resting.delete(token),
  };
}
