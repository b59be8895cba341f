import { App } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Clock } from '../../flows/ports/clock.ts';
import type { AnswerCall } from '../../flows/ports/incoming-call.ts';
import type { Secret } from '../../flows/ports/secret.ts';
import type { SlackDirectory } from '../../flows/ports/slack-directory.ts';
import type { SlackReadings } from '../../flows/ports/slack-readings.ts';
import type { SlackTeam } from '../../flows/ports/slack-team.ts';
import { readDirectory } from './directory.ts';
import { receiveByHttp } from './http-receiver.ts';
import type { Identity } from './identity.ts';
import { rememberIdentity } from './identity.ts';
import { slackLog } from './slack-log.ts';
import { receiveBySocket } from './socket-receiver.ts';
import { readTeam } from './team.ts';
import { reachSlack, type SlackRoute } from './transport.ts';
import { type CountCall, connectWebApi, type WebApi } from './web-api.ts';

export interface SlackSettings extends SlackRoute {
  readonly botToken: Secret;
  /** Socket Mode with an app token, HTTP mode with a signing secret. */
  readonly receives: { readonly appToken: Secret } | { readonly signingSecret: Secret };
}

export interface SlackConnection {
  readonly app: App;
  readonly team: SlackTeam;
  readonly directory: SlackDirectory;
  readonly identity: () => Promise<Identity>;
  readonly forPeople: WebApi;
  readonly forOutbox: WebApi;
  readonly fetch: typeof globalThis.fetch;
  readonly origin: string;
  /** In HTTP mode, handles posts to `/slack/events`. */
  readonly answer: AnswerCall | undefined;
  /** Whether clicks and commands reach the bot now. */
  readonly isReceiving: () => boolean;
  /** How many connections of Socket Mode are up; `undefined` in HTTP mode. */
  readonly socketConnections: () => number | undefined;
  readonly start: () => Promise<void>;
  /** Accepts nothing new and waits at most this long for running listeners (milliseconds). */
  readonly stop: (milliseconds: number) => Promise<void>;
}

export function connectSlack(
  settings: SlackSettings,
  clock: Clock,
  log: Logger,
  readings: SlackReadings,
  countCall?: CountCall,
): SlackConnection {
  const transport = reachSlack(settings);
  const logger = slackLog(log, clock);
  const web = { slackApiUrl: transport.slackApiUrl, fetch: transport.fetch, logger };
  const forPeople = connectWebApi(settings.botToken, web, 'for_a_person', countCall);
  const identity = rememberIdentity(forPeople);
  const socket =
    'appToken' in settings.receives ? receiveBySocket(settings.receives.appToken, transport, clock, logger) : undefined;
  const http =
    'signingSecret' in settings.receives ? receiveByHttp(settings.receives.signingSecret, clock, logger) : undefined;
  const receiver = socket ?? http;
  if (receiver === undefined) throw new Error('neither Socket Mode nor HTTP mode is set up');
  const app = new App({
    receiver,
    logger,
    convoStore: false,
    clientOptions: { ...web, retryConfig: { retries: 0 } },
    authorize: async () => {
      const { botUser, bot } = await identity();
      return {
        botToken: settings.botToken.current(),
        botUserId: botUser,
        ...(bot === undefined ? {} : { botId: bot }),
      };
    },
  });
  const handlers = countHandlers(app, clock);
  const forReadings = connectWebApi(settings.botToken, web, 'for_readings', countCall);
  return {
    app,
    team: readTeam(forReadings, identity, { readings, clock }),
    directory: readDirectory(forReadings),
    identity,
    forPeople,
    forOutbox: connectWebApi(settings.botToken, web, 'for_the_outbox', countCall),
    fetch: transport.fetch,
    origin: new URL(settings.apiUrl).origin,
    answer: http?.answer,
    isReceiving: () => socket === undefined || socket.connected() > 0,
    socketConnections: () => socket?.connected(),
    start: async () => {
      await app.start();
    },
    stop: async (milliseconds) => {
      await app.stop();
      await handlers.done(milliseconds);
    },
  };
}

/** Bolt does not wait for its listeners when it stops, so they are counted here. */
function countHandlers(app: App, clock: Clock): { readonly done: (milliseconds: number) => Promise<void> } {
  let running = 0;
  let notify = (): void => undefined;
  app.use(async ({ next }) => {
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
      if (running === 0) notify();
    }
  });
  return {
    done: (milliseconds) =>
      new Promise((resolve) => {
        if (running === 0) return resolve();
        const timer = clock.setTimeout(resolve, milliseconds);
        notify = () => {
          clock.clearTimeout(timer);
          resolve();
        };
      }),
  };
}
