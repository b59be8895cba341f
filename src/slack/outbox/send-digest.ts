import { z } from 'zod';
import type { Digest } from '../../flows/ports/outbox.ts';
import { LOOK, postIn, UPDATE } from '../../flows/ports/slack-pace.ts';
import { postedMessage } from '../connection/payloads.ts';
import { rateLimitOf, slackErrorOf } from '../connection/web-api.ts';
import { renderDigest } from '../views/digest.ts';
import { findPosted, markWith } from './find-posted.ts';
import { isShared } from './leave-channel.ts';
import { showOrSay } from './post-message.ts';
import type { SendDeps } from './send-deps.ts';
import { TIME_FOR_A_CALL } from './send-item.ts';
import { meaningOf } from './slack-words.ts';

/**
 * The delay before redrawing a digest that Slack rejected (milliseconds). A digest adds nothing that is not shown
 * elsewhere.
 */
const LATER = 30_000;

/** Posts a channel's digest, or redraws the one that is there. */
export async function sendDigest(deps: SendDeps, digest: Digest): Promise<void> {
  const { outbox, clock, log } = deps;
  let calling: 'look' | 'post' | 'redraw' = digest.ts === undefined ? 'look' : 'redraw';
  try {
    // Its requests leave the channel one by one, and then the digest is closed.
    const shared = await isShared(deps.team, digest.channel);
    if (shared && digest.ts === undefined)
      return await outbox.digests.retry(digest, new Date(clock.now() + LATER), 'failed');
    const shown = shared ? { ...digest, over: true } : digest;
    const ts = digest.ts ?? (digest.uncertain ? await lookFor(deps, digest) : undefined);
    if (ts === undefined && digest.over) return await outbox.digests.drop(digest);
    if (clock.now() > digest.claimedUntil.getTime() - TIME_FOR_A_CALL) {
      return await outbox.digests.retry(digest, new Date(clock.now()), 'failed');
    }
    calling = ts === undefined ? 'post' : 'redraw';
    await outbox.digests.drawn(digest, ts === undefined ? await post(deps, shown) : await redraw(deps, shown, ts));
  } catch (error) {
    const wait = rateLimitOf(error);
    const until = new Date(clock.now() + (wait ?? LATER));
    const key = calling === 'redraw' ? UPDATE : calling === 'look' ? LOOK : postIn(digest.channel);
    if (wait !== undefined) await outbox.hold(key, until);
    else log.warn({ err: error, channel: digest.channel }, 'Slack refused the digest');
    // The digest is gone or can no longer be edited. A new one is posted if the channel still needs it.
    if (calling === 'redraw' && isForGood(slackErrorOf(error))) return outbox.digests.drop(digest);
    const unanswered = wait === undefined && slackErrorOf(error) === undefined;
    await outbox.digests.retry(digest, until, calling === 'post' && unanswered ? 'uncertain' : 'failed');
  }
}

const isForGood = (word: string | undefined): boolean =>
  word !== undefined && ['gone', 'unwritable'].includes(meaningOf(word));

async function lookFor({ api }: SendDeps, { channel, since, id }: Digest): Promise<string | undefined> {
  return (await findPosted(api, { channel, since }, { digest: id }))?.ts;
}

async function post({ api, addressOf }: SendDeps, digest: Digest): Promise<string> {
  const more = { metadata: markWith({ digest: digest.id }), unfurl_links: false, unfurl_media: false };
  const { ts } = await showOrSay(renderDigest(digest, addressOf), (shown) =>
    api.call('chat.postMessage', { channel: digest.channel, ...shown, ...more }, postedMessage),
  );
  return ts;
}

async function redraw({ api, addressOf }: SendDeps, digest: Digest, ts: string): Promise<string> {
  await showOrSay(renderDigest(digest, addressOf), (shown) =>
    api.call('chat.update', { channel: digest.channel, ts, ...shown }, z.unknown()),
  );
  return ts;
}
