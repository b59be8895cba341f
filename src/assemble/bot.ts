import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Checked } from '../domain/diagnosis.ts';
import type { Allowlist } from '../domain/entry.ts';
import type { CompareRecordDeps } from '../flows/checking/compare-record.ts';
import { abandonCreating } from '../flows/creating/abandon-creating.ts';
import { followProgress } from '../flows/following/follow-progress.ts';
import type { FollowDeps } from '../flows/following/follow-run.ts';
import { onePollAtATime } from '../flows/following/poll-soon.ts';
import { createAllowlistInForce } from '../flows/guarding/replace-allowlist.ts';
import { performWork } from '../flows/perform-work.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { NoConnection } from '../flows/ports/hcp-terraform.ts';
import { type KeepRecordDeps, keepRecord } from '../flows/record/keep-record.ts';
import { resumeRequests } from '../flows/waiting/resume-requests.ts';
import type { Details } from '../http/health.ts';
import { openMetrics } from '../http/metrics.ts';
import type { HttpServer } from '../http/server.ts';
import type { Environment } from '../settings/environment.ts';
import type { AllowlistWatch, TakeReading } from '../settings/watch-allowlist.ts';
import { connectSlack } from '../slack/connection/connect-slack.ts';
import { listenToSlack } from '../slack/listening/listen.ts';
import { postHead } from '../slack/outbox/post-head.ts';
import type { DatabasePlace } from '../store/database.ts';
import { openStore } from '../store/store.ts';
import { connectHcpTerraform } from '../terraform/client.ts';
import { doctorCommand } from './commands/doctor-command.ts';
import type { CommandServer } from './commands/serve-commands.ts';
import { serveStore } from './commands/serve-store.ts';
import { type About, describeSetup } from './describe-setup.ts';
import { followDrift } from './drift.ts';
import { followMoves } from './follow-moves.ts';
import { measureLeases } from './measure-leases.ts';
import { noticeOlderAllowlist } from './older-allowlist.ts';
import { reachServices } from './reach-services.ts';
import { readGaugesOf } from './read-gauges.ts';
import { reloadAllowlist } from './reload-allowlist.ts';
import { describeItself, type RunningBot } from './running-bot.ts';
import { detailsOf, listen, notificationsOf } from './servers.ts';
import type { Obstructions } from './watch-obstructions.ts';
import { followRuns, sweepRequests } from './watchers.ts';

/** The program's external dependencies, so that tests can replace them. */
export interface Outside {
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns this number of random bytes as lower-case hex digits. */
  readonly randomHex?: (bytes: number) => string;
  /** Overrides the environment's database. */
  readonly database?: DatabasePlace;
  /** Obstructions in front of the services, found by the checks before the start. */
  readonly obstructions?: Obstructions;
  /** For the log line of the start. */
  readonly about?: About;
  /** Makes the checks of `tf-action doctor` as this process was started. Absent: the bot does not know the command. */
  readonly diagnose?: (bot: RunningBot) => Promise<readonly Checked[]>;
  /** Watches the allowlist file. Absent: the allowlist never changes. */
  readonly watchFile?: (take: TakeReading) => AllowlistWatch;
}

export interface Bot {
  /** The port of `/healthz` and `/readyz`. */
  readonly port: number;
  /** Stops within 10 s. Everything is stored, and the next start resumes unfinished work. */
  stop(): Promise<void>;
}

/** Their share of the 10 s for stopping (milliseconds). */
const HANDLERS = 2_500;
const SENDING = 2_500;
const WORK = 3_000;
/**
 * Part of the time for work: a creation that takes longer counts as unanswered, so that another process searches for
 * its run (milliseconds).
 */
const CREATING = 2_000;

/** The composition root. Tests start the same wiring. */
export async function assemble(
  environment: Environment,
  atFirst: () => Allowlist,
  { clock, log, randomHex: random = (bytes) => randomBytes(bytes).toString('hex'), ...outside }: Outside,
): Promise<Bot> {
  const randomHex = (): string => random(16);
  const older = noticeOlderAllowlist(clock);
  const metrics = openMetrics();
  const onError = (err: unknown, work?: unknown): void => {
    older.notice(err);
    if (err instanceof NoConnection) metrics.countNoConnection();
    log.warn({ err, work }, 'background job failed; retrying');
  };
  const place = outside.database ?? environment.database;
  const store = await openStore({ ...place, clock, log: (line) => log.info(line), onError, randomHex: random });
  const { outbox, deliveries } = store;
  const dueWork = measureLeases(store.dueWork, metrics.setLease);
  const requests = followMoves(store.requests, { metrics, clock, log });
  const { connections } = environment;
  const reach = reachServices(environment, { clock, log, obstructions: outside.obstructions ?? new Map() });
  const slackSettings = { ...environment.slack, ...reach.slack };
  const slack = connectSlack(slackSettings, clock, log, store.slackReadings, metrics.countSlackCall);
  const abandoning = new AbortController();
  const connected = connectHcpTerraform({
    ...{ connections, clock, log, userAgent: 'tf-action', countCall: metrics.countTerraformCall },
    ...reach.terraform,
  });
  const terraform = abandonCreating(connected, abandoning.signal);
  const inForce = createAllowlistInForce(atFirst);
  const allowlist = inForce.current;
  const revision = (): string | undefined => (inForce.isReplaced() ? undefined : environment.revision);
  const { freezes } = store;
  const ending = new AbortController();
  const noProgress = (err: unknown, request: string): void =>
    log.warn({ err, request }, 'the progress of a run could not be stored');
  const progress = followProgress({ terraform, requests, clock, onError: noProgress }, ending.signal);
  const common = { allowlist, team: slack.team, terraform, requests, freezes, clock, randomHex };
  const flows: FollowDeps = { ...common, followProgress: progress.follow };
  const keeping: KeepRecordDeps = {
    ...{ allowlist, auditLog: store.auditLog, requests, team: slack.team, clock, onError },
    logHead: (head, at) => log.info({ ...head, at }, 'head of the record'),
    postHead: (channel, head) => postHead(slack.forPeople, channel, head),
  };
  const { countRefusal } = metrics;
  const listening = { ...flows, revision, deliveries, outbox, log, countRefusal };
  const sending = listenToSlack(slack, listening, ending.signal);
  const comparing: CompareRecordDeps = { ...store, runs: connected, allowlist };
  const servers: HttpServer[] = [];
  let watch: AllowlistWatch | undefined;
  let commandServer: CommandServer | undefined;
  const close = async (): Promise<void> => {
    reach.stop();
    await watch?.stop();
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all([slack.stop(HANDLERS), commandServer?.close(HANDLERS)]);
    ending.abort();
    await Promise.all([sending.done(SENDING), progress.ended()]);
    // Real time, since a test's clock would not move while the test waits here.
    const abandonSoon = setTimeout(() => abandoning.abort(), CREATING);
    await store.close(WORK).finally(() => clearTimeout(abandonSoon));
  };
  try {
    if ('dataDir' in place) {
      const { diagnose, about: { version = 'unknown' } = {} } = outside;
      const itself = describeItself({ store, slack, terraform: connected, servers });
      const more = diagnose === undefined ? {} : doctorCommand(() => diagnose(itself), version);
      commandServer = await serveStore({ store, dataDir: place.dataDir, clock, log, version, comparing, more });
    }
    const { hash, text } = allowlist();
    await store.keepAllowlist({ hash, text, revision: environment.revision }, new Date(clock.now()));
    if (outside.watchFile !== undefined) {
      const reload = { environment, store, slack, clock, log };
      watch = await reloadAllowlist(reload, inForce, outside.watchFile, older.notice, ending.signal);
    }
    await dueWork.start(onePollAtATime((job) => performWork(flows, job)));
    const resumed = await resumeRequests(flows);
    const notifications = notificationsOf(environment, flows, metrics, log);
    const drift = followDrift(
      { environment, store, dueWork, slack, terraform: connected, reach, inForce, comparing, clock, log },
      ending.signal,
    );
    const readiness = () => ({ slack: slack.isReceiving(), hcp_terraform: reach.hasReachedTerraform() });
    const details = (): ReturnType<Details> => detailsOf(inForce.faults(), older.isOlder(), reach.details(), drift());
    const gauges = {
      clock,
      store,
      terraform: connected,
      slack,
      reach,
      inForce,
      isOlder: older.isOlder,
      readiness,
      drift,
    };
    const measured = metrics.answerWith(readGaugesOf(gauges));
    const parts = { clock, log };
    const { port } = await listen(servers, environment, slack, measured, notifications, readiness, details, parts);
    sending.start();
    followRuns(flows, environment, dueWork, (err, request) => {
      older.notice(err);
      if (err instanceof NoConnection) metrics.countNoConnection();
      log.warn({ err, request }, 'a run could not be polled');
    });
    dueWork.acquireLease('keep-record', (signal) => keepRecord(keeping, signal));
    sweepRequests({ ...store, dueWork }, metrics, clock, log);
    await slack.start();
    log.info({ ...describeSetup(outside.about ?? {}, environment, allowlist()), port, resumed }, 'started');
    return { port, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}
