import { MINUTE } from '../../domain/duration.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** Nobody makes two decisions a second for a minute. */
const PRESSES_PER_MINUTE = 120;

interface LimitDeps {
  readonly allowlist: () => Allowlist;
  readonly requests: Pick<RequestStore, 'note'>;
  readonly clock: Clock;
}

/** Refuses a person who has exceeded their limit in the last minute. */
export type PersonLimit = (person: PersonId) => Promise<Refusal | undefined>;

/** Limits each person's commands as the allowlist says. */
export const limitCommands = (deps: LimitDeps): PersonLimit =>
  limitEach(deps, {
    perMinute: () => deps.allowlist().limits.commandsPerMinute,
    kind: 'command.refused',
    refuse: (most, wait) =>
      new Refusal(
        'too_many_commands',
        `You sent more than ${most === 1 ? '1 command' : `${most} commands`} in a minute. The allowlist allows no more per person.`,
        wait,
      ),
  });

/** Limits each person's clicks and submitted forms. */
export const limitPresses = (deps: LimitDeps): PersonLimit =>
  limitEach(deps, {
    perMinute: () => PRESSES_PER_MINUTE,
    kind: 'press.refused',
    refuse: (most, wait) =>
      new Refusal('too_many_presses', `You pressed more than ${most} buttons in a minute. This one did nothing.`, wait),
  });

interface Limit {
  readonly perMinute: () => number;
  /** The refusal is recorded. */
  readonly kind: 'command.refused' | 'press.refused';
  readonly refuse: (most: number, wait: string) => Refusal;
}

/**
 * Counts each person's commands in the last minute, in memory. With several replicas the limit applies to each of them,
 * and a restart resets it, which is enough to stop a loop. One refusal per person and minute is recorded, so that a
 * flood does not cause a transaction per command.
 */
function limitEach(deps: LimitDeps, { perMinute, kind, refuse }: Limit): PersonLimit {
  const taken = new Map<PersonId, readonly number[]>();
  const noted = new Map<PersonId, number>();
  return async (person) => {
    const now = deps.clock.now();
    for (const [other, times] of taken) if ((times.at(-1) ?? 0) <= now - MINUTE) taken.delete(other);
    const recent = (taken.get(person) ?? []).filter((at) => at > now - MINUTE);
    const most = perMinute();
    const free = recent.at(-most);
    if (free === undefined) {
      taken.set(person, [...recent, now]);
      return undefined;
    }
    const seconds = Math.max(1, Math.ceil((free + MINUTE - now) / 1_000));
    const refusal = refuse(most, `Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`);
    for (const [other, at] of noted) if (at <= now - MINUTE) noted.delete(other);
    if (noted.has(person)) return refusal;
    noted.set(person, now);
    const { hash } = deps.allowlist();
    await deps.requests.note({ kind, actor: person, facts: { code: refusal.code, allowlist: hash } });
    return refusal;
  };
}
