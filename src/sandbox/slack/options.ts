import { type SandboxClock, systemClock } from '../clock.ts';
import type { HttpModeOptions } from './http-mode.ts';
import { createTokens, type Installation, type SlackTeam } from './installation.ts';
import type { RateLimit } from './rate-limit.ts';

export interface SlackOptions {
  /** Default: the system clock. */
  readonly clock?: SandboxClock;
  /** Slack's clock for messages and rate limits, if it differs from the people's. Default: `clock`. */
  readonly serverClock?: SandboxClock;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** How payloads reach the bot. Default: Socket Mode. */
  readonly mode?: 'socket' | HttpModeOptions;
  readonly team?: Pick<SlackTeam, 'id' | 'name'> & Partial<SlackTeam>;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly botUserId?: string;
  readonly botName?: string;
  /** The granted bot scopes. Default: all. */
  readonly scopes?: Iterable<string>;
  /** Default true. A free team has no user groups. */
  readonly isPaid?: boolean;
  /** Rate limits by method. Default: `SLACK_RATE_LIMITS`. */
  readonly rateLimits?: Readonly<Record<string, RateLimit>> | 'off';
}

export const BOT_TOKEN = 'xoxb-sandbox-bot';
export const APP_TOKEN = 'xapp-sandbox-app';

/** The installation that the options describe. */
export function installationFrom(options: SlackOptions): Installation {
  const name = options.team?.name ?? 'Acme';
  return {
    team: { id: 'T0ACME0001', name, domain: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), ...options.team },
    appId: 'A0TFACTION',
    botId: 'B0TFACTION',
    botUserId: options.botUserId ?? 'U0TFACTION',
    botName: options.botName ?? 'tf-action',
    verificationToken: 'sandbox-verification-token',
    tokens: createTokens(options.botToken ?? BOT_TOKEN, options.appToken ?? APP_TOKEN),
    scopes: options.scopes === undefined ? undefined : new Set(options.scopes),
  };
}

export function clockFrom(options: SlackOptions): SandboxClock {
  return options.clock ?? systemClock;
}
