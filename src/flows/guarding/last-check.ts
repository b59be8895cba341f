import type { Allowlist } from '../../domain/entry.ts';
import { freezeAt } from '../../domain/freeze.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isOutOfTime } from '../../domain/time-limit.ts';
import type { Clock } from '../ports/clock.ts';
import { ForAnotherReplica } from '../ports/due-work.ts';
import type { Moment } from '../ports/request-store.ts';
import type { Rechecked } from './recheck-request.ts';

/**
 * If storing a decision to send takes longer than this, it is not carried out (milliseconds). The transaction hung or
 * its commit had to be queried, and everything may have changed.
 */
export const CARRIED_OUT_WITHIN = 5_000;

/** After this many repeated checks, the call is left to the next attempt. */
export const ATTEMPTS = 5;

/** Why a call is not sent although it passed its first check. */
type Hindrance = 'stale' | 'frozen' | 'older_allowlist' | 'moved_on';

interface LastCheckDeps {
  /** The current allowlist of this process, which may be newer than the checked one. */
  readonly allowlist: () => Allowlist;
  readonly clock: Clock;
}

export interface LastCheck {
  /** For `Move.lastCheck`. */
  readonly passes: (moment: Moment) => boolean;
  /** Why the move was not made. */
  readonly hindrance: () => Hindrance;
  /** The newest recorded allowlist, as read by the last check. */
  readonly newest: () => string | undefined;
}

/**
 * The last check before a call that cannot be taken back, in the transaction that decides it. The readings are fresh,
 * the checked allowlist is the newest one of all replicas, and no freeze has begun.
 */
export function lastCheck(
  deps: LastCheckDeps,
  checked: Pick<Rechecked, 'entry' | 'freshUntil' | 'allowlist'>,
  { freezes, deadline }: { readonly freezes: 'stop' | 'pass'; readonly deadline: Date | undefined },
): LastCheck {
  let hindrance: Hindrance | undefined;
  let newest: string | undefined;
  const findHindrance = (moment: Moment): Hindrance | undefined => {
    const now = deps.clock.now();
    const current = deps.allowlist();
    if (now > checked.freshUntil || current.hash !== checked.allowlist) return 'stale';
    if (isOutOfTime({ deadline }, now)) return 'stale';
    if (moment.allowlist !== undefined && moment.allowlist !== checked.allowlist) return 'older_allowlist';
    if (freezes === 'pass') return undefined;
    const all = { planned: current.freezes, fromChat: moment.fromChat };
    return freezeAt(all, checked.entry, new Date(now)) === undefined ? undefined : 'frozen';
  };
  return {
    passes: (moment) => {
      newest = moment.allowlist;
      hindrance = findHindrance(moment);
      return hindrance === undefined;
    },
    hindrance: () => hindrance ?? 'moved_on',
    newest: () => newest,
  };
}

/**
 * The check for a person's decision: the deadline has not passed, and no freeze that would stop it has begun since the
 * person was looked up.
 */
export const checkDecision =
  ({ allowlist, clock }: LastCheckDeps, request: Pick<ActionRequest, 'deadline'>, stoppedBy?: Rechecked['entry']) =>
  ({ fromChat }: Moment): boolean => {
    const now = clock.now();
    if (isOutOfTime(request, now)) return false;
    if (stoppedBy === undefined) return true;
    return freezeAt({ planned: allowlist().freezes, fromChat }, stoppedBy, new Date(now)) === undefined;
  };

/** Another replica has recorded a newer allowlist that this process has not read yet. */
export class OlderAllowlist extends ForAnotherReplica {
  constructor(own: string, newest: string | undefined) {
    super(
      `Another replica has a newer allowlist (${short(newest)}) than this one (${short(own)}), which therefore creates and confirms nothing until it has read the same file. If its own file is the right one, send it SIGHUP.`,
    );
    this.name = 'OlderAllowlist';
  }
}

const short = (hash: string | undefined): string => `${(hash ?? 'none').slice(0, 12)}…`;

/** The checked readings became too old again and again before the call could be sent. */
export class NeverFresh extends Error {
  constructor(what: string) {
    super(`${what} was held ${ATTEMPTS} times, and each time something had changed before it could be sent.`);
    this.name = 'NeverFresh';
  }
}
