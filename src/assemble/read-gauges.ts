import type { AllowlistInForce } from '../flows/guarding/replace-allowlist.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { BudgetLeft } from '../flows/ports/counts.ts';
import type { ReadGauges } from '../http/gauges.ts';
import type { Readiness } from '../http/health.ts';
import type { SlackConnection } from '../slack/connection/connect-slack.ts';
import type { Store } from '../store/store.ts';
import type { DriftCounts } from './drift.ts';
import type { Reach } from './reach-services.ts';
import { shareCounts } from './share-counts.ts';

interface GaugeParts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'countOpen'>;
  readonly terraform: { budgets(): readonly BudgetLeft[] };
  readonly slack: Pick<SlackConnection, 'socketConnections'>;
  readonly reach: Pick<Reach, 'details'>;
  readonly inForce: AllowlistInForce;
  readonly isOlder: () => boolean;
  readonly readiness: Readiness;
  readonly drift: () => DriftCounts;
}

/** Collects what `/metrics` shows of this moment. Only the counts ask the database. */
export function readGaugesOf(parts: GaugeParts): ReadGauges {
  const { clock, store, terraform, slack, reach, inForce, isOlder, readiness, drift } = parts;
  const readCounts = shareCounts(store.countOpen, clock);
  return async () => {
    const counts = await readCounts();
    const { hash, entries } = inForce.current();
    return {
      ...{ now: clock.now(), counts, budgets: terraform.budgets(), ready: readiness() },
      obstructed: reach.details().length,
      drift: drift(),
      socketConnections: slack.socketConnections(),
      allowlist: { hash, entries: entries.length, faults: inForce.faults().length, isOlder: isOlder() },
    };
  };
}
