import { type SandboxClock, systemClock } from '../clock.ts';
import type { HttpModeOptions } from './http-mode.ts';
import { createTokens, type Installation, type SlackTeam } from './installation.ts';
import type { RateLimit } from './rate-limit.ts';

export interface SlackOptions {
  /** Default: the machine's own. */
  readonly clock?: SandboxClock;
  /** By which messages are dated and limits are counted, where that is another one than people's own; default is `clock`. */
  readonly serverClock?: SandboxClock;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** How payloads reach the bot; default is Socket Mode. */
  readonly mode?: 'socket' | HttpModeOptions;
  readonly team?: Pick<SlackTeam, 'id' | 'name'> & Partial<SlackTeam>;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly botUserId?: string;
  readonly botName?: string;
  /** The bot scopes that were granted; default is every one. */
  readonly scopes?: Iterable<string>;
  /** Default true; a free team has no user groups. */
  readonly isPaid?: boolean;
  /** Calls a minute by method; default is SLACK_RATE_LIMITS. */
  readonly rateLimits?: Readonly<Record<string, RateLimit>> | 'off';
}

export const BOT_TOKEN = 'xoxb-sandbox-bot';
export const APP_TOKEN = 'xapp-sandbox-app';

/** The one installation that the options describe. */
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
