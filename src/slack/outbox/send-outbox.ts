import type { Clock } from '../../flows/ports/clock.ts';
import { deleteDoubles } from './delete-doubles.ts';
import type { SendDeps } from './send-deps.ts';
import { sendDigest } from './send-digest.ts';
import { sendItem } from './send-item.ts';

/** Items sent in parallel. Enough for more than one channel to hang for Slack's 10 s timeout. */
const AT_ONCE = 24;
/** How often the outbox is polled if nothing wakes it (milliseconds). */
const LOOK_EVERY = 5_000;
/** The shortest interval between polls, for polls that find nothing to take (milliseconds). */
const LOOK_AT_MOST = 20;

/** Sends the outbox to Slack until the signal ends it. Slack is repaired from the record, never the other way round. */
export async function sendOutbox(deps: SendDeps, signal: AbortSignal): Promise<void> {
  const { outbox, log } = deps;
  const rest = restUntilWoken(deps.clock, signal);
  outbox.onChange(rest.wake);
  const underWay = new Set<Promise<void>>();
  const begin = (work: Promise<void>): void => {
    const sending = work
      .catch((error: unknown) => log.error({ err: error }, 'the outbox could not be written'))
      .finally(() => {
        underWay.delete(sending);
        rest.wake();
      });
    underWay.add(sending);
  };
  const drawDigests = everySoOften(deps.clock, LOOK_EVERY, async () => {
    const digest = await outbox.digests.take();
    if (digest !== undefined) begin(sendDigest(deps, digest));
    return digest !== undefined;
  });
  const lookAgain = everySoOften(deps.clock, LOOK_EVERY, async () => {
    const doubt = await outbox.doubtful.take();
    if (doubt !== undefined) begin(deleteDoubles(deps, doubt));
    return doubt !== undefined;
  });
  while (!signal.aborted) {
    let next = LOOK_EVERY;
    try {
      await drawDigests();
      await lookAgain();
      const free = AT_ONCE - underWay.size;
      const taken = free === 0 ? [] : await outbox.take(free);
      for (const each of taken) begin(sendItem(deps, each));
      // If all slots are busy, the first free one wakes the poll.
      if (taken.length < free) next = await untilNext(deps);
    } catch (error) {
      log.error({ err: error }, 'the outbox could not be read');
    }
    await rest.rest(next);
  }
  await Promise.all(underWay);
}

/** Polls at intervals, and again at once after finding something. */
function everySoOften(clock: Clock, milliseconds: number, look: () => Promise<boolean>): () => Promise<void> {
  let due = clock.now();
  return async () => {
    if (clock.now() < due) return;
    if (!(await look())) due = clock.now() + milliseconds;
  };
}

/** Waits this long, or until it is woken or the signal ends it. Being woken while busy counts too. */
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
  return Math.min(LOOK_EVERY, Math.max(LOOK_AT_MOST, next.getTime() - clock.now()));
}
