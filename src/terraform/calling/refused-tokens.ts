import { backOff } from '../../domain/back-off.ts';
import type { Clock } from '../../flows/ports/clock.ts';

/** Tokens that were answered with 401. One call at a time tries again for all. */
export interface RefusedTokens {
  /** False during the delay, and while another call is trying. */
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
      // An attempt without an answer blocks the others for at most one delay.
      resting.set(token, { ...rest, until: restAfter(rest.times), tried: true });
      return true;
    },
    refused: (token) => {
      const rest = resting.get(token);
      // Calls that were in flight together are refused together and count once.
      if (rest?.tried === false) return;
      const times = rest?.times ?? 0;
      resting.set(token, { times: times + 1, until: restAfter(times), tried: false });
    },
    accepted: (token) => void resting.delete(token),
  };
}
