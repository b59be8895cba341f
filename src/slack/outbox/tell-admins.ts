import type { Logger } from 'pino';
import { Refusal } from '../../domain/refusal.ts';
import { plainText } from '../../domain/sentence.ts';
import type { AdminNews, TakenNews } from '../../flows/guarding/admin-news.ts';
import { readUsableChannel } from '../../flows/guarding/read-rights.ts';
import { type Clock, sleep } from '../../flows/ports/clock.ts';
import type { SlackTeam } from '../../flows/ports/slack-team.ts';
import { postedMessage } from '../connection/payloads.ts';
import { rateLimitOf, slackErrorOf, type WebApi } from '../connection/web-api.ts';
import { renderAllowlistNews } from '../views/allowlist-news.ts';
import { renderDriftNews } from '../views/drift-news.ts';
import type { Message } from '../views/message.ts';
import { findPosted, markWith } from './find-posted.ts';
import { showOrSay } from './post-message.ts';

export interface TellAdminsDeps {
  readonly adminNews: AdminNews;
  readonly api: WebApi;
  readonly team: SlackTeam;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Retry delays (milliseconds), about half an hour in all. */
const WAITS = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 600_000] as const;

/** Slack accepts about one message per second and channel (milliseconds). */
const BETWEEN = 1_200;

/** News left by another replica is found within this time (milliseconds). */
const LOOK_EVERY = 5_000;

/**
 * Posts news to the admin channels until the signal ends it. Each message is retried for half an hour and then dropped
 * with a line in the log; the change itself is on the record. A post that got no answer is searched for before it is
 * repeated.
 */
export async function tellAdmins(deps: TellAdminsDeps, signal: AbortSignal): Promise<void> {
  let wake = (): void => undefined;
  deps.adminNews.onChange(() => wake());
  while (!signal.aborted) {
    const woken = new AbortController();
    wake = () => woken.abort();
    const wait = await tellNext(deps).catch((error: unknown) => {
      deps.log.error({ err: error }, 'the news for the admin channel could not be read');
      return LOOK_EVERY;
    });
    await sleep(deps.clock, wait, AbortSignal.any([signal, woken.signal])).catch(() => undefined);
  }
}

/** Posts one message and returns the delay before the next (milliseconds). */
async function tellNext(deps: TellAdminsDeps): Promise<number> {
  const { adminNews, clock } = deps;
  const taken = await adminNews.take();
  if (taken === undefined) return LOOK_EVERY;
  const { news } = taken;
  const messages = news.kind === 'drift' ? renderDriftNews(news) : renderAllowlistNews(news);
  const message = messages[taken.part];
  const failure = message === undefined ? undefined : await post(deps, taken, message);
  if (failure !== undefined) return keepFailure(deps, taken, failure);
  const isLast = taken.part + 1 >= messages.length;
  await adminNews.told(taken, isLast ? undefined : new Date(clock.now() + BETWEEN));
  return isLast ? 0 : BETWEEN;
}

async function keepFailure(
  { adminNews, clock, log }: TellAdminsDeps,
  taken: TakenNews,
  failure: Failure,
): Promise<number> {
  const { channel } = taken;
  const { reason, error: err, notBefore = 0 } = failure;
  const wait = WAITS[taken.attempts];
  if (wait === undefined) {
    log.error({ channel, reason, err }, 'the admin channel could not be told');
    await adminNews.giveUp(taken);
    return 0;
  }
  log.warn({ channel, reason, err }, 'the admin channel could not be told yet; retrying');
  const later = Math.max(wait, notBefore);
  await adminNews.retry(taken, new Date(clock.now() + later), failure.isUncertain ? 'uncertain' : 'failed');
  return Math.min(later, LOOK_EVERY);
}

/** Whatever the error is, somebody may invite the bot meanwhile. */
interface Failure {
  readonly reason?: string;
  readonly error?: unknown;
  readonly notBefore?: number;
  /** Slack did not refuse, so the message may have been posted. */
  readonly isUncertain?: boolean;
}

async function post(deps: TellAdminsDeps, taken: TakenNews, message: Message): Promise<Failure | undefined> {
  const { api, team } = deps;
  const { channel, since } = taken;
  const mark = { item: `admin news ${taken.id} part ${taken.part}` };
  let isPosting = false;
  try {
    const usable = await readUsableChannel(team, channel);
    if (usable instanceof Refusal) return { reason: plainText(usable.sentence) };
    if (taken.uncertain && (await findPosted(api, { channel, since }, mark)) !== undefined) return undefined;
    isPosting = true;
    const metadata = markWith(mark);
    await showOrSay(message, (shown) =>
      api.call(
        'chat.postMessage',
        { channel, ...shown, metadata, unfurl_links: false, unfurl_media: false },
        postedMessage,
      ),
    );
    return undefined;
  } catch (error) {
    const said = slackErrorOf(error);
    const notBefore = rateLimitOf(error);
    const reason = said === undefined ? {} : { reason: said };
    const isUncertain = isPosting && said === undefined && notBefore === undefined;
    return { error, isUncertain, ...reason, ...(notBefore === undefined ? {} : { notBefore }) };
  }
}
