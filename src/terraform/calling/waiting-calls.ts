import type { Clock } from '../../flows/ports/clock.ts';
import type { KeptTurn } from './sliding-window.ts';

export interface Turn {
  /**
   * Priorities: creating, confirming, discarding and canceling come before reads; reads that somebody waits for come
   * before polls.
   */
  readonly urgency: 'act' | 'read' | 'follow';
  readonly isRunList?: boolean;
  /** A run list that nobody waits for. It takes only what the bot leaves to other clients. */
  readonly isSpare?: boolean;
  /** The longest time to wait for a slot (milliseconds). */
  readonly patience: number;
}

/** No slot was free in time, so the call was not sent. */
export class NoTurn extends Error {
  /** Milliseconds until HCP Terraform's own rate limit ends, or 0 if that was not the reason. */
  readonly heldFor: number;

  constructor(heldFor: number) {
    super('the rate limit left no turn for the call');
    this.name = 'NoTurn';
    this.heldFor = heldFor;
  }
}

interface Waiting extends Turn {
  readonly until: number;
  readonly grant: (kept: KeptTurn) => void;
  readonly refuse: (error: NoTurn) => void;
}

interface Windows {
  /** Milliseconds until this call may be sent; 0 or less if it may be sent now. */
  waitOf(turn: Turn, now: number): number;
  keep(turn: Turn): KeptTurn;
  heldFor(): number;
}

/** Calls that wait for a slot. */
interface WaitingCalls {
  /** Calls `grant` with a slot, at the moment it is free, or `refuse` if none is free in time. */
  join(turn: Turn, grant: Waiting['grant'], refuse: Waiting['refuse']): void;
  /** Sends what may be sent by now, and refuses what has waited too long. */
  pump(): void;
  length(): number;
}

export function createWaitingCalls(clock: Clock, { waitOf, keep, heldFor }: Windows): WaitingCalls {
  const waiting: Record<Turn['urgency'], Waiting[]> = { act: [], read: [], follow: [] };
  let timer: unknown;
  const all = (): readonly Waiting[] => [...waiting.act, ...waiting.read, ...waiting.follow];
  const remove = (one: Waiting): void => {
    waiting[one.urgency].splice(waiting[one.urgency].indexOf(one), 1);
  };

  const pump = (): void => {
    const now = clock.now();
    for (const one of all().filter(({ until }) => until < now)) {
      remove(one);
      one.refuse(new NoTurn(heldFor()));
    }
    for (;;) {
      const next = all().find((one) => waitOf(one, now) <= 0);
      if (next === undefined) break;
      remove(next);
      next.grant(keep(next));
    }
    clock.clearTimeout(timer);
    timer = undefined;
    const waits = all().map((one) => Math.min(waitOf(one, now), one.until - now + 1));
    if (waits.length > 0) timer = clock.setTimeout(pump, Math.max(1, Math.ceil(Math.min(...waits))));
  };

  return {
    join: (turn, grant, refuse) => {
      waiting[turn.urgency].push({ ...turn, until: clock.now() + turn.patience, grant, refuse });
      pump();
    },
    pump,
    length: () => all().length,
  };
}
