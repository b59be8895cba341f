import { type Dispatcher, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

/** How Slack is reached: the base of its Web API, and through which proxy. */
export interface Transport {
  readonly slackApiUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Absent where the environment names no proxy. */
  readonly dispatcher: Dispatcher | undefined;
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Node's own fetch knows nothing of `HTTPS_PROXY` and `NO_PROXY`; undici's agent does. */
export function reachSlack(slackApiUrl: string, environment: Readonly<Record<string, string | undefined>>): Transport {
  if (!PROXY_VARIABLES.some((name) => (environment[name] ?? '') !== '')) {
    return { slackApiUrl, fetch: globalThis.fetch, dispatcher: undefined };
  }
  const dispatcher = new EnvHttpProxyAgent();
  const proxied = (...[input, init]: Parameters<typeof undiciFetch>) => undiciFetch(input, { ...init, dispatcher });
  return { slackApiUrl, fetch: proxied as typeof globalThis.fetch, dispatcher };
}
