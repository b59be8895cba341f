import { MINUTE } from '../../domain/duration.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** Nobody decides twice a second for a minute. */
const PRESSES_PER_MINUTE = 120;

interface LimitDeps {
  readonly allowlist: () => Allowlist;
  readonly requests: Pick<RequestStore, 'note'>;
  readonly clock: Clock;
}

/** Refuses what a person does once they have done too much of it in the last minute. */
export type PersonLimit = (person: PersonId) => Promise<Refusal | undefined>;

/** Limits each person's commands, as the allowlist says. */
export const limitCommands = (deps: LimitDeps): PersonLimit =>
  limitEach(deps, {
    perMinute: () => deps.allowlist().limits.commandsPerMinute,
    kind: 'command.refused',
    refuse: (most, wait) =>
      new Refusal(
        'too_many_commands',
        `You sent more than ${most === 1 ? '1 command' : `${most} commands`} in a minute. The allowlist allows no more for one person.`,
        wait,
      ),
  });

/** Limits each person's presses of buttons and forms that are sent. */
export const limitPresses = (deps: LimitDeps): PersonLimit =>
  limitEach(deps, {
    perMinute: () => PRESSES_PER_MINUTE,
    kind: 'press.refused',
    refuse: (most, wait) =>
      new Refusal('too_many_presses', `You pressed more than ${most} buttons in a minute. This one did nothing.`, wait),
  });

interface Limit {
  readonly perMinute: () => number;
  /** On the record. */
  readonly kind: 'command.refused' | 'press.refused';
  readonly refuse: (most: number, wait: string) => Refusal;
}

/**
 * Counts what each person did in the last minute. It is kept in memory: with several replicas the limit holds for each of
 * them, and a restart begins anew, which is good enough for what keeps a loop from flooding the bot. The record keeps one
 * refusal of each person and minute, so that a flood costs no transaction for each of its parts.
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
