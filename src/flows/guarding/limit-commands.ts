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

/** How somebody is limited, in the words of what they did. */
interface Limited {
  readonly code: 'too_many_commands' | 'too_many_presses';
  readonly kind: 'command.refused' | 'press.refused';
  readonly one: string;
  readonly many: string;
  /** How many in a minute. */
  readonly most: (commandsPerMinute: number) => number;
}

/** So many presses in a minute are free whatever the allowlist says, since a press can be what ends a run. */
const FREE_PRESSES = 60;

const COMMANDS: Limited = {
  code: 'too_many_commands',
  kind: 'command.refused',
  one: 'command',
  many: 'commands',
  most: (commandsPerMinute) => commandsPerMinute,
};

const PRESSES: Limited = {
  code: 'too_many_presses',
  kind: 'press.refused',
  one: 'press of a button',
  many: 'presses of buttons',
  most: (commandsPerMinute) => Math.max(FREE_PRESSES, commandsPerMinute),
};

type Limiter = (person: PersonId) => Promise<Refusal | undefined>;

export const limitCommands = (deps: LimitDeps): Limiter => limit(deps, COMMANDS);

/** Presses of buttons and forms that are sent are counted together, and apart from commands: who types can still press. */
export const limitPresses = (deps: LimitDeps): Limiter => limit(deps, PRESSES);

/**
 * Counts what each person did in the last minute. It is kept in memory: with several replicas the limit holds for each of
 * them, and a restart begins anew, which is good enough for what keeps a loop from flooding the bot. The record keeps one
 * refusal of each person and minute, so that a flood costs no transaction for each of its commands.
 */
function limit(deps: LimitDeps, { code, kind, one, many, most }: Limited): Limiter {
  const taken = new Map<PersonId, readonly number[]>();
  const noted = new Map<PersonId, number>();
  return async (person) => {
    const now = deps.clock.now();
    for (const [other, times] of taken) if ((times.at(-1) ?? 0) <= now - MINUTE) taken.delete(other);
    const recent = (taken.get(person) ?? []).filter((at) => at > now - MINUTE);
    const limited = most(deps.allowlist().limits.commandsPerMinute);
    const free = recent.at(-limited);
    if (free === undefined) {
      taken.set(person, [...recent, now]);
      return undefined;
    }
    const seconds = Math.max(1, Math.ceil((free + MINUTE - now) / 1_000));
    const refusal = new Refusal(
      code,
      `That is more than ${limited === 1 ? `1 ${one}` : `${limited} ${many}`} in a minute, and the allowlist has no more for one person.`,
      `Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
    );
    for (const [other, at] of noted) if (at <= now - MINUTE) noted.delete(other);
    if (noted.has(person)) return refusal;
    noted.set(person, now);
    await deps.record.note({ kind, actor: person, facts: { code, allowlist: deps.allowlist().hash } });
    return refusal;
  };
}
