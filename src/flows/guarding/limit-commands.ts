import type { Allowlist } from '../../domain/entry.ts';
import type { PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import type { RequestRecord } from '../ports/request-store.ts';

const MINUTE = 60_000;

interface LimitDeps {
  readonly allowlist: () => Allowlist;
  readonly record: RequestRecord;
  readonly clock: Clock;
}

/**
 * Counts each person's commands of the last minute. It is kept in memory: with several replicas the limit holds for each of
 * them, and a restart begins anew, which is good enough for what keeps a loop from flooding the bot. The record keeps one
 * refusal of each person and minute, so that a flood costs no transaction for each of its commands.
 */
export function limitCommands(deps: LimitDeps): (person: PersonId) => Promise<Refusal | undefined> {
  const taken = new Map<PersonId, readonly number[]>();
  const noted = new Map<PersonId, number>();
  return async (person) => {
    const now = deps.clock.now();
    for (const [other, times] of taken) if ((times.at(-1) ?? 0) <= now - MINUTE) taken.delete(other);
    const recent = (taken.get(person) ?? []).filter((at) => at > now - MINUTE);
    const { commandsPerMinute } = deps.allowlist().limits;
    const free = recent.at(-commandsPerMinute);
    if (free === undefined) {
      taken.set(person, [...recent, now]);
      return undefined;
    }
    const seconds = Math.max(1, Math.ceil((free + MINUTE - now) / 1_000));
    const refusal = new Refusal(
      'too_many_commands',
      `That is more than ${commandsPerMinute === 1 ? '1 command' : `${commandsPerMinute} commands`} in a minute, and the allowlist has no more for one person.`,
      `Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
    );
    for (const [other, at] of noted) if (at <= now - MINUTE) noted.delete(other);
    if (noted.has(person)) return refusal;
    noted.set(person, now);
    await deps.record.note({
      kind: 'command.refused',
      actor: person,
      facts: { code: refusal.code, allowlist: deps.allowlist().hash },
    });
    return refusal;
  };
}
