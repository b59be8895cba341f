import { App, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { APP_TOKEN, BOT_TOKEN, type SlackOptions } from '../../src/sandbox/slack/options.ts';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';

export const ANA = 'U0ANA00001';
export const BEN = 'U0BEN00001';
export const GENERAL = 'C0GENERAL1';
export const SECRET = 'G0SECRET01';

/** A team of two in one public channel, and a private channel without the bot. Closed after the test. */
export async function startTeam(options: SlackOptions = {}): Promise<SlackSandbox> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  slack.addPerson({ id: ANA, name: 'ana', timezone: 'Europe/Vienna' });
  slack.addPerson({ id: BEN, name: 'ben' });
  slack.addChannel({ id: GENERAL, name: 'general', members: [ANA, BEN] });
  slack.addChannel({ id: SECRET, name: 'secret', members: [ANA], botIsMember: false });
  return slack;
}

/** The clients report every broken connection, which is intended here. */
export const quiet: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  setName: () => {},
  getLevel: () => LogLevel.ERROR,
};

/** A client that tries once and returns the result. */
export function clientOf(slack: SlackSandbox, token = BOT_TOKEN, options: WebClientOptions = {}): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
    ...options,
  });
}

/** Slack's error code, or any other error. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (failure) {
    const data = failure instanceof Error && 'data' in failure ? failure.data : undefined;
    if (typeof data === 'object' && data !== null && 'error' in data) return String(data.error);
    return failure instanceof Error ? failure.name : String(failure);
  }
}

/** A real Bolt app over this many Socket Mode connections. Stopped after the test. */
export async function startBolt(slack: SlackSandbox, listen: (app: App) => void, connections = 1): Promise<App> {
  const receivers = Array.from({ length: connections }, () => socketReceiver(slack));
  const [first] = receivers;
  if (first === undefined) throw new Error('At least one connection is needed.');
  const app = new App({
    token: BOT_TOKEN,
    receiver: first,
    convoStore: false,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.url, retryConfig: { retries: 0 } },
  });
  for (const receiver of receivers.slice(1)) receiver.init(app);
  listen(app);
  await Promise.all(receivers.map((receiver) => receiver.start()));
  onTestFinished(async () => {
    await Promise.all(receivers.map((receiver) => receiver.client.disconnect()));
  });
  return app;
}

function socketReceiver(slack: SlackSandbox): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: APP_TOKEN,
    logger: quiet,
    clientPingTimeout: 300,
    installerOptions: { clientOptions: { slackApiUrl: slack.url, retryConfig: { retries: 0 } } },
  });
}

export const button = (label: string, more: Record<string, unknown> = {}) => ({
  type: 'button' as const,
  action_id: label.toLowerCase().replaceAll(' ', '_'),
  text: { type: 'plain_text' as const, text: label },
  ...more,
});

export const buttons = (...elements: ReturnType<typeof button>[]) => ({ type: 'actions' as const, elements });

export const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });

/** A modal with one input. */
export const modalAsking = (label: string, more: Record<string, unknown> = {}) => ({
  type: 'modal' as const,
  callback_id: 'asking',
  private_metadata: 'r-1',
  title: { type: 'plain_text' as const, text: 'Run an action' },
  submit: { type: 'plain_text' as const, text: 'Run it' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'answer',
      label: { type: 'plain_text' as const, text: label },
      element: { type: 'plain_text_input' as const, action_id: 'text', max_length: 10 },
    },
  ],
  ...more,
});
