import type { Logger } from 'pino';
import type { FollowDeps } from '../flows/following/follow-run.ts';
import { pollSoon } from '../flows/following/poll-soon.ts';
import type { AnswerCall } from '../flows/ports/incoming-call.ts';
import { type Details, healthz, type Readiness, readyz } from '../http/health.ts';
import type { Metrics } from '../http/metrics.ts';
import { type HttpServer, type Route, type Routes, type ServerParts, serve } from '../http/server.ts';
import type { Environment } from '../settings/environment.ts';
import type { SlackConnection } from '../slack/connection/connect-slack.ts';
import { EVENTS_PATH, LONGEST_PAYLOAD } from '../slack/connection/http-receiver.ts';
import { LONGEST_NOTIFICATION, NOTIFICATIONS_PATH, receiveNotifications } from '../terraform/receive-notifications.ts';
import type { DriftCounts } from './drift.ts';

/** `/readyz` may be public, so it only counts faults. The log has them. */
export const detailsOf = (
  faults: readonly string[],
  isOlder: boolean,
  obstructions: readonly string[],
  drift: DriftCounts,
): Readonly<Record<string, string>> => ({
  ...(faults.length > 0 && {
    allowlist: `the file has faults (${faults.length}), so the previous allowlist stays in force. The log lists them`,
  }),
  ...(isOlder && {
    replicas:
      'another replica has a newer allowlist, so this one creates and confirms nothing. The log has the details',
  }),
  ...(drift.length > 0 && {
    drift: `the hourly and daily checks found ${drift.map(({ code, count }) => `${code} (${count})`).join(', ')}; the log names them`,
  }),
  ...(obstructions.length > 0 && { services: obstructions.join(' ') }),
});

/** The route for HCP Terraform's notifications, if there is a key to verify them. */
export const notificationsOf = (
  { notificationKey: key }: Environment,
  flows: FollowDeps,
  { countNotification: count }: Metrics,
  log: Logger,
): Routes =>
  key === undefined
    ? {}
    : {
        [NOTIFICATIONS_PATH]: {
          ...{ method: 'POST', longestBody: LONGEST_NOTIFICATION },
          answer: receiveNotifications({
            ...{ key, clock: flows.clock, log, count },
            hint: (runId) => pollSoon(flows, runId),
          }),
        },
      };

/** Starts the servers. `PORT` is public if services post to it, so it serves metrics only if none does. */
export async function listen(
  servers: HttpServer[],
  environment: Environment,
  slack: SlackConnection,
  answerMetrics: AnswerCall,
  notifications: Routes,
  readiness: Readiness,
  details: Details,
  parts: ServerParts,
): Promise<HttpServer> {
  const { port, metricsPort } = environment;
  const read = (answer: Route['answer']): Route => ({ method: 'GET', longestBody: 0, answer });
  const measured: Routes = { '/metrics': read(answerMetrics) };
  const events: Routes =
    slack.answer === undefined
      ? {}
      : { [EVENTS_PATH]: { method: 'POST', longestBody: LONGEST_PAYLOAD, answer: slack.answer } };
  const posted = { ...events, ...notifications };
  const shared = metricsPort === undefined && Object.keys(posted).length === 0 ? measured : {};
  const health: Routes = { '/healthz': read(healthz), '/readyz': read(readyz(readiness, details)) };
  const main = await serve({ ...health, ...posted, ...shared }, port, parts);
  servers.push(main);
  if (metricsPort !== undefined) servers.push(await serve(measured, metricsPort, parts));
  return main;
}
