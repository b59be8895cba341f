import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { AnswerCall } from '../flows/ports/incoming-call.ts';

export interface Metrics {
  /** A request moved; labels are words of the lifecycle alone, never anybody's text. */
  countMove(event: string, state: string): void;
  /** Work that a request owed was not in the queue. Always 0 unless the bot has a defect. */
  countMissingWork(state: string, work: string): void;
  /** What became of a notification of HCP Terraform. */
  countNotification(fate: string): void;
  /** Slack refused a call, of this kind, with a word that the bot does not know. */
  countRefusal(calling: string): void;
  /** Something of a request could not be done, since its connection to HCP Terraform is not among the variables any more. */
  countNoConnection(): void;
  readonly answer: AnswerCall;
}

/** What Prometheus reads at `/metrics`: the process itself, and how requests move. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const moves = new Counter({
    name: 'tf_action_moves_total',
    help: 'Moves of requests, by event and by the state they led to',
    labelNames: ['event', 'state'],
    registers: [registry],
  });
  const notifications = new Counter({
    name: 'tf_action_notifications_total',
    help: 'Notifications that were posted as HCP Terraform does, by what became of them',
    labelNames: ['fate'],
    registers: [registry],
  });
  const missingWork = new Counter({
    name: 'tf_action_requests_without_due_work_total',
    help: 'Work that a request owed and that was not in the queue, so that nobody would have looked at it again; a defect that mends itself',
    labelNames: ['state', 'work'],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'tf_action_slack_refusals_total',
    help: 'Messages that Slack did not take, with a word that is not known here; each is tried again, and the log has the word',
    labelNames: ['calling'],
    registers: [registry],
  });
  const noConnection = new Counter({
    name: 'tf_action_no_connection_total',
    help: 'Steps of requests that failed because the variables of their connection to HCP Terraform are gone',
    registers: [registry],
  });
  return {
    countRefusal: (calling) => refusals.inc({ calling }),
    countNoConnection: () => noConnection.inc(),
    countMissingWork: (state, work) => missingWork.inc({ state, work }),
    countNotification: (fate) => notifications.inc({ fate }),
    countMove: (event, state) => moves.inc({ event, state }),
    answer: async () => ({
      status: 200,
      headers: { 'content-type': registry.contentType },
      body: await registry.metrics(),
    }),
  };
}
