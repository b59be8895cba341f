import type { SocketModeReceiver } from '@slack/bolt';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { obstructionIn } from '../../flows/ports/service-route.ts';

type Connect = buildConnector.connector;

/** The connection of one WebSocket. */
export interface WebSocketConnection {
  readonly dispatcher: Dispatcher;
  /**
   * Closes the connection together with the client's WebSocket. The client does that only for a dispatcher of its own;
   * an unresponsive peer would keep the connection open.
   */
  closeWith(client: SocketModeReceiver['client']): void;
  /** Why the WebSocket could not be opened: `Obstructed` if that is recognised. */
  failure(): Error;
}

/** Prepares a connection for one WebSocket. undici drops the cause of a failed WebSocket, so it is kept here. */
export function openWebSocketConnection(connect: Connect = buildConnector({ allowH2: false })): WebSocketConnection {
  let failed: Error | undefined;
  const opened = new Set<{ destroy(): unknown }>();
  const dispatcher = new Agent({
    connect: (options, done) =>
      connect(options, (...[error, socket]) => {
        if (error !== null) {
          failed = obstructionIn(error, `wss://${options.hostname}`) ?? error;
          return done(error, null);
        }
        opened.add(socket);
        done(null, socket);
      }),
  });
  return {
    dispatcher,
    closeWith: (client) =>
      void client.once('close', () => {
        for (const socket of opened) socket.destroy();
        void dispatcher.destroy();
      }),
    failure: () => failed ?? new Error('Slack did not take the WebSocket, or closed it before its greeting'),
  };
}
