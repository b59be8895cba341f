import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AnswerCall } from '../flows/ports/incoming-call.ts';
import { connectionLabel, openGauges, type ReadGauges } from './gauges.ts';

/** Counts what happens in this process. Labels are words from fixed lists and names of the operator, never people's text. */
export interface Metrics {
  countMove(event: string, state: string): void;
  /** A request was settled. */
  countSettled(state: string, environment: string): void;
  /** A run's new status was recorded this long after HCP Terraform set it. */
  observeLag(seconds: number): void;
  /** Work that a request owed was not in the queue. Always 0 unless the bot has a defect. */
  countMissingWork(state: string, work: string): void;
  /** What became of a notification of HCP Terraform. */
  countNotification(fate: string): void;
  countTerraformCall(call: TerraformCall): void;
  countSlackCall(method: string, outcome: string): void;
  /** Slack refused a call, of this kind, with a word that the bot does not know. */
  countRefusal(calling: string): void;
  /** Something of a request could not be done, since its connection to HCP Terraform is not among the variables any more. */
  countNoConnection(): void;
  setLease(lease: string, isHeld: boolean): void;
  /** Answers Prometheus. The gauges are read for each answer. */
  answerWith(read: ReadGauges): AnswerCall;
}

interface TerraformCall {
  readonly connection?: string | undefined;
  readonly kind: string;
  readonly status: number | undefined;
}

/** Seconds. Polling takes 2.5 to 8 s; more than a minute means that a service or the bot was away. */
const LAG_BUCKETS = [1, 2, 3, 5, 8, 12, 20, 30, 60, 120, 300, 900];

export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const moves = counter('tf_action_moves_total', 'Moves of requests', ['event', 'state']);
  const settled = counter('tf_action_requests_settled_total', 'Requests that ended', ['state', 'environment']);
  const lag = new Histogram({
    name: 'tf_action_detection_lag_seconds',
    help: "From a run's new status, by HCP Terraform's clock, until the bot recorded it",
    buckets: LAG_BUCKETS,
    registers: [registry],
  });
  const terraformCalls = counter('tf_action_hcp_calls_total', "Calls to HCP Terraform's API", [
    'connection',
    'kind',
    'status',
  ]);
  const slackCalls = counter('tf_action_slack_calls_total', "Calls to Slack's Web API", ['method', 'outcome']);
  const refusals = counter('tf_action_slack_refusals_total', 'Messages that Slack refused with an unknown error', [
    'calling',
  ]);
  const notifications = counter('tf_action_notifications_total', 'Notifications from HCP Terraform', ['fate']);
  const missingWork = counter(
    'tf_action_requests_without_due_work_total',
    'Work that was missing in the queue: a defect, which was repaired',
    ['state', 'work'],
  );
  const noConnection = counter(
    'tf_action_no_connection_total',
    'Steps of requests that failed because the variables of their connection are gone',
    [],
  );
  const leases = new Gauge({
    name: 'tf_action_lease_held',
    help: '1 if this replica does the work of the lease',
    labelNames: ['lease'],
    registers: [registry],
  });
  const setGauges = openGauges(registry);
  return {
    countMove: (event, state) => moves.inc({ event, state }),
    countSettled: (state, environment) => settled.inc({ state, environment }),
    observeLag: (seconds) => lag.observe(seconds),
    countTerraformCall: ({ connection, kind, status = 'none' }) =>
      terraformCalls.inc({ connection: connectionLabel(connection), kind, status }),
    countSlackCall: (method, outcome) => slackCalls.inc({ method, outcome }),
    countRefusal: (calling) => refusals.inc({ calling }),
    countNotification: (fate) => notifications.inc({ fate }),
    countMissingWork: (state, work) => missingWork.inc({ state, work }),
    countNoConnection: () => noConnection.inc(),
    setLease: (lease, isHeld) => leases.set({ lease }, isHeld ? 1 : 0),
    answerWith: (read) => async () => {
      setGauges(await read());
      return { status: 200, headers: { 'content-type': registry.contentType }, body: await registry.metrics() };
    },
  };
}
