import { HOUR } from '../../domain/duration.ts';
import type { TakenDoubt } from '../../flows/ports/outbox.ts';
import { findAllPosted } from './find-posted.ts';
import { deleteMessage } from './post-message.ts';
import type { SendDeps } from './send-deps.ts';

/** After failing for this long, the search is given up (milliseconds). A duplicate message does no harm. */
const GIVEN_UP_AFTER = HOUR;

/** A post that got no answer was repeated. If the first one arrived after all, it is deleted and the kept one stays. */
export async function deleteDoubles({ api, outbox, clock, log }: SendDeps, doubt: TakenDoubt): Promise<void> {
  const { channel, thread, since, mark, ts } = doubt;
  try {
    const place = { channel, since, ...(thread === undefined ? {} : { thread }) };
    const doubles = (await findAllPosted(api, place, mark)).filter((found) => found.ts !== ts);
    for (const double of doubles) await deleteMessage(api, channel, double.ts);
  } catch (error) {
    log.warn({ err: error, channel, ...mark }, 'could not look for a duplicate message');
    if (clock.now() - since.getTime() < GIVEN_UP_AFTER) return;
  }
  await outbox.doubtful.done(doubt);
}
