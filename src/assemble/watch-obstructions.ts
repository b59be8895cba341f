import type { Logger } from 'pino';
import type { Clock } from '../flows/ports/clock.ts';
import type { Obstructed } from '../flows/ports/service-route.ts';

/** The address of a service, such as `https://app.terraform.io`, or its name if it has several. */
type Address = string;

/** What stands in front of each service. */
export type Obstructions = ReadonlyMap<Address, Obstructed>;

export interface ObstructionWatch {
  /** Reports the obstruction that a call met in front of the service, or that it met none. */
  note(service: Address, obstruction: Obstructed | undefined): void;
  /** One sentence per service that cannot be reached. */
  details(): readonly string[];
  /** True if the service was obstructed at the start and has not answered since. */
  wasNeverReached(service: Address): boolean;
  stop(): void;
}

export interface ObstructionParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly atStart: Obstructions;
  /** Calls the obstructed services. Results arrive through `note`. */
  readonly probe: () => Promise<void>;
}

/** How often obstructed services are probed (milliseconds). */
const PROBE_EVERY = 30_000;

/**
 * Tracks services that are unreachable for a reason that does not go away by waiting, and probes them until they
 * answer.
 */
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
