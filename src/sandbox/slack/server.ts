import { waitUntil } from './changes.ts';
import { chooseOption } from './choose.ts';
import { createDeliveries, type Deliveries, type Transport } from './deliveries.ts';
import { createHttpMode } from './http-mode.ts';
import { type HttpServer, listen } from './http-server.ts';
import { buttonsOf } from './interactive-elements.ts';
import { clockFrom, installationFrom, type SlackOptions } from './options.ts';
import { pressButton } from './press.ts';
import { SLACK_RATE_LIMITS } from './rate-limit.ts';
import { readAloud, readView } from './read-aloud.ts';
import { readerIn, readMrkdwn } from './read-text.ts';
import { sayCommand, writeMessage } from './say.ts';
import { fromMessage, seenInChannel, seenInThread } from './seen-message.ts';
import type { PeopleActing, PeopleSeeing, SlackSandbox, TeamSetting, Trouble } from './slack-sandbox.ts';
import { createSocketMode, type SocketMode } from './socket-mode.ts';
import { closeView, submitView } from './submit.ts';
import { webApiMethods } from './web-api/methods.ts';
import { createWorld, type World } from './world.ts';

/** Starts a Slack on this machine. The caller closes it. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackSandbox> {
  let server: HttpServer | undefined;
  const world = createWorld({
    clock: clockFrom(options),
    serverClock: options.serverClock ?? clockFrom(options),
    installation: installationFrom(options),
    isPaid: options.isPaid ?? true,
    rateLimits: options.rateLimits ?? SLACK_RATE_LIMITS,
    origin: () => server?.origin ?? '',
  });
  const socketMode = createSocketMode({
    appId: world.installation.appId,
    identifiers: world.identifiers,
    changes: world.changes,
  });
  const mode = options.mode ?? 'socket';
  const transport = unlessDown(world, mode === 'socket' ? socketMode : createHttpMode(world.clock, mode));
  const deliveries = createDeliveries(world.clock, world.changes, () => transport);
  const address = { host: options.host ?? '127.0.0.1', port: options.port ?? 0 };
  const started = await listen(world, socketMode, webApiMethods(socketMode), address);
  server = started;
  return sandboxOf(world, { deliveries, socketMode, server: started });
}

interface Running {
  readonly deliveries: Deliveries;
  readonly socketMode: SocketMode;
  readonly server: HttpServer;
}

function sandboxOf(world: World, { deliveries, socketMode, server }: Running): SlackSandbox {
  const { changes, log } = world;
  return {
    ...setting(world),
    ...acting(world, deliveries),
    ...seeing(world),
    ...trouble(world, socketMode),
    url: `${server.origin}/api/`,
    calls: log.calls,
    warnings: log.warnings,
    deliveries: deliveries.all,
    get people() {
      return world.people.all;
    },
    get channels() {
      return world.channels.all;
    },
    get rateLimited() {
      return world.rateLimiter.rateLimited;
    },
    get connections() {
      return socketMode.connectionCount;
    },
    subscribe: changes.subscribe,
    until: (look, waiting) => waitUntil(changes, look, waiting),
    async close() {
      deliveries.close();
      socketMode.close();
      await server.close();
    },
  };
}

/** Without the lists, since spreading would evaluate their getters. */
function setting(world: World): Omit<TeamSetting, 'people' | 'channels'> {
  const { installation, people, channels, userGroups } = world;
  return {
    installation,
    addPerson: people.add,
    updatePerson: people.update,
    addChannel: channels.add,
    updateChannel: channels.update,
    openDirectMessage: channels.openDirect,
    addUserGroup: userGroups.add,
    setUserGroup: userGroups.update,
    reinstall: ({ scopes, isOrganizationWide }) => {
      if (scopes !== undefined) installation.scopes = new Set(scopes);
      if (isOrganizationWide !== undefined) installation.team = { ...installation.team, isOrganizationWide };
    },
    revokeToken: (which) => installation.tokens.revoke(installation.tokens[which]),
    replaceToken: (which, token) => installation.tokens.replace(which, token),
  };
}

function acting(world: World, deliveries: Deliveries): PeopleActing {
  return {
    says: (personId, channelId, text, how) => sayCommand(world, deliveries, { personId, channelId, text }, how),
    writes: (personId, channelId, text, threadTs) =>
      fromMessage(world, writeMessage(world, personId, channelId, text, threadTs)),
    deletes: world.messages.remove,
    clicks: (personId, choice, where, how) => pressButton(world, deliveries, { personId, choice, where }, how),
    chooses: (personId, actionId, choice, where, how) =>
      chooseOption(world, deliveries, { personId, actionId, choice, where }, how),
    submits: (personId, viewId, values = {}, how) => submitView(world, deliveries, { personId, viewId, values }, how),
    closes: (personId, viewId, how) => closeView(world, deliveries, { personId, viewId }, how),
    reload: (personId) => world.ephemerals.vanish(personId),
    async redeliver(delivery, { times = 1, ...how } = {}) {
      const attempts = [];
      for (let count = 0; count < times; count += 1) attempts.push(await deliveries.again(delivery, how));
      return attempts;
    },
  };
}

function seeing(world: World): PeopleSeeing {
  const reader = (as: string | undefined) => readerIn(world, as === undefined ? 'UTC' : world.people.get(as).timezone);
  return {
    sees: (personId, channelId) => seenInChannel(world, personId, channelId),
    thread: (channelId, ts, personId) => seenInThread(world, channelId, ts, personId),
    message(channelId, ts) {
      const message = world.messages.find(channelId, ts);
      return message === undefined ? undefined : fromMessage(world, message);
    },
    views: (personId) => world.views.of(personId),
    ephemeralsEverShown: world.ephemerals.everShown,
    readAloud: (shown, { as } = {}) => ('view' in shown ? readView(shown, reader(as)) : readAloud(shown, reader(as))),
    notification: ({ text }, { as } = {}) => readMrkdwn(text, reader(as)),
    buttons: buttonsOf,
  };
}

function trouble(world: World, socketMode: SocketMode): Trouble {
  return {
    setAhead: (milliseconds) => {
      world.ahead.milliseconds = milliseconds;
    },
    down() {
      world.faults.down();
      socketMode.drop();
    },
    up: world.faults.up,
    fault: world.faults.add,
    clearFaults: world.faults.clear,
    refreshConnections: ({ reason = 'refresh_requested', connection } = {}) =>
      socketMode.disconnect(reason, connection),
    dropConnections: socketMode.drop,
    sendRaw: socketMode.sendRaw,
  };
}

function unlessDown(world: World, transport: Transport): Transport {
  return {
    send(envelope, options, answered) {
      if (!world.faults.isDown) return transport.send(envelope, options, answered);
      answered({ acknowledged: false });
      return () => {};
    },
  };
}
