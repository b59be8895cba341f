import { type buildConnector, type Dispatcher, fetch as undiciFetch } from 'undici';
import { type Obstructed, obstructionIn, obstructionInAnswer } from '../../flows/ports/service-route.ts';

type Fetch = typeof globalThis.fetch;

/** How Slack is reached: the base URL of its Web API, and what opens connections to it. */
export interface Transport {
  readonly slackApiUrl: string;
  readonly fetch: Fetch;
  /** For WebSockets. Absent: they connect directly. */
  readonly connect: buildConnector.connector | undefined;
  /** Like `onObstruction` of the route, for WebSockets, which have their own hosts. */
  readonly onSocketObstruction: (obstruction: Obstructed | undefined) => void;
}

export interface SlackRoute {
  readonly apiUrl: string;
  /** For calls and WebSockets. Absent: every connection is direct. */
  readonly dispatcher?: Dispatcher | undefined;
  readonly connect?: buildConnector.connector | undefined;
  /** Called with what stands in front of Slack, or with `undefined` if nothing does. */
  readonly onObstruction?: ((obstruction: Obstructed | undefined) => void) | undefined;
  readonly onSocketObstruction?: ((obstruction: Obstructed | undefined) => void) | undefined;
}

/**
 * A `fetch` that follows no redirect, since the token would go along, and throws `Obstructed` if something other than
 * Slack answers.
 */
export function reachSlack(route: SlackRoute): Transport {
  const { apiUrl, dispatcher, connect, onObstruction = () => {}, onSocketObstruction = () => {} } = route;
  const send = dispatcher === undefined ? globalThis.fetch : throughDispatcher(dispatcher);
  const slack = new URL(apiUrl).origin;
  const fetch: Fetch = async (input, init) => {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    const note = (obstruction: Obstructed | undefined): void => {
      if (origin === slack) onObstruction(obstruction);
    };
    const response = await send(input, { ...init, redirect: 'manual' }).catch((error: unknown) => {
      const obstruction = obstructionIn(error, origin);
      if (obstruction !== undefined) note(obstruction);
      throw obstruction ?? error;
    });
    const obstruction = obstructionInAnswer(describe(response), origin);
    note(obstruction);
    if (obstruction === undefined) return response;
    await response.body?.cancel();
    throw obstruction;
  };
  return { slackApiUrl: apiUrl, fetch, connect, onSocketObstruction };
}

const throughDispatcher = (dispatcher: Dispatcher): Fetch => {
  const proxied = (...[input, init]: Parameters<typeof undiciFetch>) => undiciFetch(input, { ...init, dispatcher });
  return proxied as Fetch;
};

function describe({ status, headers }: Response) {
  const [contentType, location] = [headers.get('content-type'), headers.get('location')];
  return { status, ...(contentType === null ? {} : { contentType }), ...(location === null ? {} : { location }) };
}
