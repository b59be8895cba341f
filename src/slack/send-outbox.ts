import type { Logger } from 'pino';
import type { ActionRequest } from '../domain/request.ts';
import type { Clock } from '../flows/clock.ts';
import type { Outbox, OutboxItem, SentMessage } from '../flows/outbox.ts';
import { type Bucket, POSTS_IN_CHANNEL, pace, UPDATES } from './pace.ts';
import { channelOf, findPosted, isElsewhere, postMessage, updateMessage } from './post-message.ts';
import type { Message } from './views/message.ts';
import { renderMilestone } from './views/milestone-reply.ts';
import { renderRequest } from './views/request-message.ts';
import { isTokenInvalid, rateLimitOf, slackErrorOf, type WebApi } from './web-api.ts';

export interface SendDeps {
  readonly outbox: Outbox;
  readonly api: WebApi;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where HCP Terraform shows the runs of a request. */
  readonly addressOf: (request: ActionRequest) => string;
  /** The request message stands for the first time. */
  readonly onFirstMessage: (request: ActionRequest) => Promise<void>;
  /** The channel takes no message of ours, and will take none. */
  readonly onUnwritable: (request: ActionRequest, error: string) => Promise<void>;
}

/** So many are sent at the same time. */
const AT_ONCE = 8;
/** The outbox is looked at this often even where nothing woke it (milliseconds). */
const LOOK_EVERY = 5_000;
/** Waits between tries (milliseconds); the last one holds from then on. */
const BACKOFF = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
const UNWRITABLE = [
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'user_not_in_channel',
];

/** Tells Slack what waits in the outbox until the signal ends it. Slack is repaired from the record, never the reverse. */
export async function sendOutbox(deps: SendDeps, signal: AbortSignal): Promise<void> {
  const rest = restUntilWoken(deps.clock, signal);
  deps.outbox.onChange(rest.wake);
  const take = pace(deps.clock);
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    let next = LOOK_EVERY;
    try {
      for (const { item, request } of await deps.outbox.take(AT_ONCE - underWay.size)) {
        const sending = send(deps, take, item, request).catch((error: unknown) =>
          deps.log.error({ err: error }, 'the outbox could not be written'),
        );
        underWay.add(sending);
        void sending.finally(() => {
          underWay.delete(sending);
          rest.wake();
        });
      }
      next = await untilNext(deps);
    } catch (error) {
      deps.log.error({ err: error }, 'the outbox could not be read');
    }
    await rest.rest(next);
  }
  await Promise.all(underWay);
}

/** Rests so long, or until somebody wakes it or the signal ends it. What woke it while it was busy counts too. */
function restUntilWoken(clock: Clock, signal: AbortSignal) {
  let woken = false;
  let end = (): void => undefined;
  const wake = (): void => {
    woken = true;
    end();
  };
  signal.addEventListener('abort', wake, { once: true });
  const rest = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.setTimeout(() => end(), milliseconds);
      end = () => {
        clock.clearTimeout(timer);
        woken = false;
        resolve();
      };
      if (woken || signal.aborted) end();
    });
  return { wake, rest };
}

async function untilNext({ outbox, clock }: SendDeps): Promise<number> {
  const next = await outbox.nextDue();
  if (next === undefined) return LOOK_EVERY;
  return Math.min(LOOK_EVERY, Math.max(50, next.getTime() - clock.now()));
}

type Take = (bucket: Bucket, key: string) => number;

async function send(deps: SendDeps, take: Take, item: OutboxItem, request: ActionRequest): Promise<void> {
  const updates = item.kind === 'message' && request.messageTs !== undefined;
  const wait = updates ? take(UPDATES, 'all') : take(POSTS_IN_CHANNEL, channelOf(request, item));
  if (wait > 0) return deps.outbox.retry(item, new Date(deps.clock.now() + wait), item.uncertain);
  try {
    const first = item.kind === 'message' && request.messageTs === undefined;
    const sent = await deliver(deps, item, request, updates);
    await deps.outbox.sent(item, item.kind === 'message' ? sent : undefined);
    if (first) await deps.onFirstMessage({ ...request, messageTs: sent.ts, permalink: sent.permalink });
  } catch (error) {
    await afterFailure(deps, item, request, error, updates);
  }
}

async function deliver(
  { api, addressOf }: SendDeps,
  item: OutboxItem,
  request: ActionRequest,
  updates: boolean,
): Promise<SentMessage> {
  const message: Message =
    item.milestone === undefined
      ? renderRequest(request, { address: addressOf(request) })
      : renderMilestone(request, item.milestone, addressOf(request));
  const there = updates
    ? await updateMessage(api, request, message)
    : item.uncertain
      ? await findPosted(api, request, item)
      : undefined;
  return there ?? postMessage(api, request, item, message);
}

async function afterFailure(
  deps: SendDeps,
  item: OutboxItem,
  request: ActionRequest,
  error: unknown,
  updates: boolean,
): Promise<void> {
  const now = deps.clock.now();
  const limited = rateLimitOf(error);
  if (limited !== undefined) return deps.outbox.retry(item, new Date(now + limited), item.uncertain);
  const said = slackErrorOf(error);
  if (said !== undefined && UNWRITABLE.includes(said)) {
    // A link that cannot be posted where it was asked holds up nothing of the request.
    if (isElsewhere(item)) return deps.outbox.sent(item);
    await deps.outbox.giveUp(item, said);
    return deps.onUnwritable(request, said);
  }
  deps.log.warn({ err: error, request: request.id, item: item.kind, attempts: item.attempts }, 'Slack did not take it');
  const refused = said !== undefined && !isTokenInvalid(error);
  const wait = BACKOFF[Math.min(item.attempts, BACKOFF.length - 1)] ?? 30_000;
  // Without an answer of Slack's own a post may have arrived, so it is looked for before it is repeated.
  await deps.outbox.retry(item, new Date(now + wait), item.uncertain || (!updates && !refused));
}
