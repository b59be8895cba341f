import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { backOff } from '../../domain/back-off.ts';
import { type Clock, sleep } from '../../flows/ports/clock.ts';
import type { Secret } from '../../flows/ports/secret.ts';
import { Obstructed } from '../../flows/ports/service-route.ts';
import { guardMessages, isDisconnect } from './socket-messages.ts';
import type { Transport } from './transport.ts';
import { openWebSocketConnection, type WebSocketConnection } from './websocket-connection.ts';

/** Slack replaces connections from time to time. With two of them, one is always open. An app may have at most 10. */
const CONNECTIONS = 2;
/** Retry delays while Slack is away (milliseconds). */
const BETWEEN_TRIES = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

export interface SocketReceiver extends Receiver {
  /** The number of open connections. */
  connected(): number;
}

/**
 * Socket Mode with two connections. The client's own reconnect waits 5 s after Slack asks for it, and commands fail
 * meanwhile. Here the next connection opens as soon as Slack announces the end of the last one.
 */
export function receiveBySocket(appToken: Secret, transport: Transport, clock: Clock, logger: Logger): SocketReceiver {
  let app: App | undefined;
  let up = 0;
  const ended = new AbortController();
  const open = new Set<SocketModeReceiver>();
  const connect = async (): Promise<{ readonly lost: Promise<void> }> => {
    const way = openWebSocketConnection(transport.connect);
    const receiver = new SocketModeReceiver({
      appToken: appToken.current(),
      autoReconnectEnabled: false,
      logger,
      dispatcher: way.dispatcher,
      // A copy, because the client writes its retry policy into it.
      installerOptions: {
        clientOptions: {
          slackApiUrl: transport.slackApiUrl,
          fetch: transport.fetch,
          retryConfig: { retries: 0 },
          timeout: 10_000,
        },
      },
    });
    guardMessages(receiver.client, logger);
    way.closeWith(receiver.client);
    if (app !== undefined) receiver.init(app);
    const lost = whenLost(receiver);
    open.add(receiver);
    void lost.then(() => open.delete(receiver));
    await startGreeted(receiver, way);
    transport.onSocketObstruction(undefined);
    return { lost };
  };
  const keep = async (): Promise<void> => {
    for (let failures = 0; !ended.signal.aborted; ) {
      try {
        const { lost } = await connect();
        failures = 0;
        up += 1;
        await lost;
        up -= 1;
      } catch (error) {
        appToken.reread();
        if (error instanceof Obstructed) transport.onSocketObstruction(error);
        logger.warn(
          `Socket Mode could not connect, and tries again: ${error instanceof Error ? error.message : error}`,
        );
        await sleep(clock, backOff(failures, BETWEEN_TRIES), ended.signal).catch(() => undefined);
        failures += 1;
      }
    }
  };
  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => {
      for (let index = 0; index < CONNECTIONS; index += 1) void keep();
    },
    stop: async () => {
      ended.abort();
      await Promise.all([...open].map((receiver) => receiver.client.disconnect()));
    },
    connected: () => up,
  };
}

/** Resolves as soon as Slack announces the end of the connection, or it is closed. */
const whenLost = ({ client }: SocketModeReceiver): Promise<void> =>
  new Promise((resolve) => {
    client.once('disconnected', () => resolve());
    client.once('close', () => resolve());
    client.on('ws_message', (data: unknown) => {
      if (typeof data === 'string' && data.includes('"disconnect"') && isDisconnect(data)) resolve();
    });
  });

/** Slack greets at once. Without a timeout the client would wait for ever (milliseconds of real time). */
const GREETED_WITHIN = 30_000;

/** Opens the connection. Throws if Slack does not greet in time. */
async function startGreeted(receiver: SocketModeReceiver, way: WebSocketConnection): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Slack did not greet the connection in time')), GREETED_WITHIN);
  });
  const started = receiver.start();
  try {
    await Promise.race([started, tooLate]);
  } catch (error) {
    started.catch(() => undefined);
    receiver.client.disconnect().catch(() => undefined);
    // If the WebSocket fails, the client rejects without a reason.
    throw error ?? way.failure();
  } finally {
    clearTimeout(timer);
  }
}
