import type { Logger } from 'pino';
import type { Clock } from '../flows/ports/clock.ts';
import type { Obstructed } from '../flows/ports/service-route.ts';

/** The address of a service, such as `https://app.terraform.io`, or its name where it has several. */
type Address = string;

/** What stands before each service. */
export type Obstructions = ReadonlyMap<Address, Obstructed>;

export interface ObstructionWatch {
  /** Takes what a call found in front of the service, or that nothing was. */
  note(service: Address, obstruction: Obstructed | undefined): void;
  /** A sentence for each service that cannot be reached. */
  details(): readonly string[];
  /** Whether this service was obstructed at the start and never answered since. */
  wasNeverReached(service: Address): boolean;
  stop(): void;
}

export interface ObstructionParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly atStart: Obstructions;
  /** Calls what is obstructed; what it finds comes by `note`. */
  readonly probe: () => Promise<void>;
}

/** How often an obstructed service is called to see whether it can be reached again (milliseconds). */
const PROBE_EVERY = 30_000;

/** Remembers which services cannot be reached for a reason that waiting does not mend, and calls them until they can be. */
export function watchObstructions({ clock, log, atStart, probe }: ObstructionParts): ObstructionWatch {
  const now = new Map(atStart);
  const neverReached = new Set(atStart.keys());
  let timer: unknown;
  let stopped = false;
  const probeLater = (): void => {
    if (stopped || timer !== undefined || now.size === 0) return;
    timer = clock.setTimeout(() => {
      timer = undefined;
      probe()
        .catch((err: unknown) => log.debug({ err }, 'a service could not be probed'))
        .finally(probeLater);
    }, PROBE_EVERY);
  };
  for (const [service, { message }] of atStart) log.error({ service, why: message }, 'a service cannot be reached');
  probeLater();
  return {
    note(service, obstruction) {
      const before = now.get(service)?.message;
      if (obstruction === undefined) {
        neverReached.delete(service);
        if (now.delete(service)) log.info({ service }, 'a service can be reached again');
        return;
      }
      now.set(service, obstruction);
      if (before !== obstruction.message)
        log.error({ service, why: obstruction.message }, 'a service cannot be reached');
      probeLater();
    },
    details: () => [...now.values()].map(({ message }) => message),
    wasNeverReached: (service) => neverReached.has(service),
    stop: () => {
      stopped = true;
      clock.clearTimeout(timer);
    },
  };
}
