import type { Logger } from 'pino';
import type { ChannelId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import { plainText } from '../../domain/sentence.ts';
import { readUsableChannel } from '../../flows/guarding/read-rights.ts';
import type { AllowlistNews } from '../../flows/guarding/replace-allowlist.ts';
import { type Clock, sleep } from '../../flows/ports/clock.ts';
import type { SlackTeam } from '../../flows/ports/slack-team.ts';
import { postedMessage } from '../connection/payloads.ts';
import { rateLimitOf, slackErrorOf, type WebApi } from '../connection/web-api.ts';
import { renderAllowlistNews } from '../views/allowlist-news.ts';
import type { Message } from '../views/message.ts';
import { showOrSay } from './post-message.ts';

export interface TellAdminsDeps {
  readonly api: WebApi;
  readonly team: SlackTeam;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Waits between tries (milliseconds), about half an hour in all. */
const WAITS = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 600_000] as const;

/** Slack takes about one message a second in a channel (milliseconds). */
const BETWEEN = 1_200;

/**
 * Posts to the admin channel, which belongs to no request and so has no place in the outbox. Best effort: each message is
 * tried for half an hour, may then stand there twice where an answer was lost, and is given up with a line in the log. What
 * changed is on the record and in the log in any case, and after a restart it is told anew only where the record lacks it.
 */
export function tellAdmins(
  deps: TellAdminsDeps,
  signal: AbortSignal,
): (channel: ChannelId, news: AllowlistNews) => Promise<void> {
  return async (channel, news) => {
    const [first, ...others] = renderAllowlistNews(news);
    if (first === undefined || !(await tell(deps, signal, channel, first))) return;
    for (const message of others) {
      const isOver = await passes(deps, BETWEEN, signal);
      if (isOver || !(await tell(deps, signal, channel, message))) return;
    }
  };
}

/** Waits; `true` where the bot stops meanwhile. */
const passes = ({ clock }: TellAdminsDeps, milliseconds: number, signal: AbortSignal): Promise<boolean> =>
  sleep(clock, milliseconds, signal).then(
    () => false,
    () => true,
  );

/** `false`: it was given up, or the bot stops. */
async function tell(deps: TellAdminsDeps, signal: AbortSignal, channel: ChannelId, message: Message): Promise<boolean> {
  for (const wait of [...WAITS, undefined]) {
    const failure = await post(deps, channel, message);
    if (failure === undefined) return true;
    const { reason, error: err, notBefore = 0 } = failure;
    if (wait === undefined) {
      deps.log.error({ channel, reason, err }, 'the admin channel could not be told');
      return false;
    }
    deps.log.warn({ channel, reason, err }, 'the admin channel is told later');
    if (await passes(deps, Math.max(wait, notBefore), signal)) return false;
  }
  return false;
}

/** Of any kind, for somebody may invite the bot meanwhile. */
interface Failure {
  readonly reason?: string;
  readonly error?: unknown;
  readonly notBefore?: number;
}

async function post({ api, team }: TellAdminsDeps, channel: ChannelId, message: Message): Promise<Failure | undefined> {
  try {
    const usable = await readUsableChannel(team, channel);
    if (usable instanceof Refusal) return { reason: plainText(usable.sentence) };
    await showOrSay(message, (shown) =>
      api.call('chat.postMessage', { channel, ...shown, unfurl_links: false, unfurl_media: false }, postedMessage),
    );
    return undefined;
  } catch (error) {
    const said = slackErrorOf(error);
    const notBefore = rateLimitOf(error);
    const reason = said === undefined ? {} : { reason: said };
    return { error, ...reason, ...(notBefore === undefined ? {} : { notBefore }) };
  }
}
