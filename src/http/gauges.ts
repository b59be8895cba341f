import { Gauge, type Registry } from 'prom-client';
import type { BudgetLeft, Counts } from '../flows/ports/counts.ts';

/** Everything that is read when Prometheus asks. */
export interface Readings {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `undefined` if the database did not answer in time. */
  readonly counts: Counts | undefined;
  readonly budgets: readonly BudgetLeft[];
  /** The checks of `/readyz`. */
  readonly ready: Readonly<Record<string, boolean>>;
  /** Services that cannot be reached because of what stands in front of them. */
  readonly obstructed: number;
  /** What the hourly and daily checks found and is not mended. */
  readonly drift: readonly { readonly code: string; readonly count: number }[];
  /** `undefined` in HTTP mode. */
  readonly socketConnections: number | undefined;
  readonly allowlist: AllowlistReading;
}

interface AllowlistReading {
  readonly hash: string;
  readonly entries: number;
  /** Errors in the file, because of which an earlier one stays in force. */
  readonly faults: number;
  /** Another replica has a newer one. */
  readonly isOlder: boolean;
}

export type ReadGauges = () => Promise<Readings>;

/** The value of one series, with its labels. */
type Sample = readonly [value: number, labels?: Readonly<Record<string, string>>];

interface GaugeRow {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly read: (readings: Readings) => readonly Sample[];
}

/** The label of the connection whose variables have no suffix. */
export const connectionLabel = (name: string | undefined): string => name ?? 'default';

const flag = (holds: boolean): number => (holds ? 1 : 0);

const seconds = (now: number, since: Date | undefined): number =>
  since === undefined ? 0 : Math.max(0, now - since.getTime()) / 1_000;

/** Digits of a hash, as `tf-action check` and the admin channel show it. */
const HASH = 12;

const GAUGES: readonly GaugeRow[] = [
  {
    name: 'tf_action_database_up',
    help: '1 if the database answered; if it is 0, this answer has no counts of requests, runs and messages',
    read: ({ counts }) => [[flag(counts !== undefined)]],
  },
  {
    name: 'tf_action_requests',
    help: 'Open requests, over all replicas',
    labels: ['state', 'environment'],
    read: ({ counts }) =>
      (counts?.open ?? []).map(({ state, environment, requests }) => [requests, { state, environment }]),
  },
  {
    name: 'tf_action_oldest_request_seconds',
    help: 'Time since Run it of the oldest open request',
    labels: ['state', 'environment'],
    read: ({ counts, now }) =>
      (counts?.open ?? []).map(({ state, environment, oldest }) => [seconds(now, oldest), { state, environment }]),
  },
  {
    name: 'tf_action_unresolved_requests',
    help: 'Requests that became unresolved in the last 24 hours',
    labels: ['environment'],
    read: ({ counts }) => (counts?.unresolved ?? []).map(({ environment, requests }) => [requests, { environment }]),
  },
  {
    name: 'tf_action_runs_followed',
    help: 'Runs and previews that the bot follows, over all replicas',
    labels: ['connection'],
    read: ({ counts }) =>
      (counts?.followed ?? []).map(({ connection, runs }) => [runs, { connection: connectionLabel(connection) }]),
  },
  {
    name: 'tf_action_outbox_items',
    help: 'Messages and redraws that Slack has not taken yet, over all replicas',
    read: ({ counts }) => (counts === undefined ? [] : [[counts.outbox.items]]),
  },
  {
    name: 'tf_action_outbox_age_seconds',
    help: 'Age of the oldest message or redraw that Slack has not taken yet',
    read: ({ counts, now }) => (counts === undefined ? [] : [[seconds(now, counts.outbox.oldest)]]),
  },
  {
    name: 'tf_action_ready',
    help: '1 if the check of /readyz holds',
    labels: ['check'],
    read: ({ ready }) => Object.entries(ready).map(([check, holds]) => [flag(holds), { check }]),
  },
  {
    name: 'tf_action_services_obstructed',
    help: 'Services that cannot be reached because of a proxy, a certificate or a sign-on page',
    read: ({ obstructed }) => [[obstructed]],
  },
  {
    name: 'tf_action_drift',
    help: 'Problems that the hourly and daily checks found and that are not mended, over all replicas',
    labels: ['code'],
    read: ({ drift }) => drift.map(({ code, count }) => [count, { code }]),
  },
  {
    name: 'tf_action_socket_connections',
    help: 'Connections of Socket Mode that are up; missing in HTTP mode',
    read: ({ socketConnections }) => (socketConnections === undefined ? [] : [[socketConnections]]),
  },
  {
    name: 'tf_action_hcp_budget_left',
    help: 'Calls that the bot may still send: calls within this second, run_lists within this minute',
    labels: ['connection', 'limit'],
    read: ({ budgets }) =>
      budgets.flatMap(({ connection, calls, runLists }): readonly Sample[] => [
        [calls, { connection: connectionLabel(connection), limit: 'calls' }],
        [runLists, { connection: connectionLabel(connection), limit: 'run_lists' }],
      ]),
  },
  {
    name: 'tf_action_hcp_calls_waiting',
    help: 'Calls that wait for the rate limit',
    labels: ['connection'],
    read: ({ budgets }) =>
      budgets.map(({ connection, waiting }) => [waiting, { connection: connectionLabel(connection) }]),
  },
  {
    name: 'tf_action_allowlist_info',
    help: 'Always 1; the label is the start of the SHA-256 of the allowlist in force',
    labels: ['hash'],
    read: ({ allowlist }) => [[1, { hash: allowlist.hash.slice(0, HASH) }]],
  },
  {
    name: 'tf_action_allowlist_entries',
    help: 'Entries of the allowlist in force',
    read: ({ allowlist }) => [[allowlist.entries]],
  },
  {
    name: 'tf_action_allowlist_faults',
    help: 'Errors in the file of the allowlist; while there are any, the previous one stays in force',
    read: ({ allowlist }) => [[allowlist.faults]],
  },
  {
    name: 'tf_action_allowlist_older',
    help: '1 if another replica has a newer allowlist, so that this one creates and confirms nothing',
    read: ({ allowlist }) => [[flag(allowlist.isOlder)]],
  },
];

/** Returns what sets all gauges. Series that are gone are removed. */
export function openGauges(registry: Registry): (readings: Readings) => void {
  const gauges = GAUGES.map(({ name, help, labels = [], read }) => ({
    read,
    isSingle: labels.length === 0,
    gauge: new Gauge({ name, help, labelNames: [...labels], registers: [registry] }),
  }));
  return (readings) => {
    for (const { gauge, isSingle, read } of gauges) {
      gauge.reset();
      // A gauge without labels has its only series again after a reset.
      if (isSingle) gauge.remove();
      for (const [value, labels = {}] of read(readings)) gauge.set(labels, value);
    }
  };
}
