import { type Kysely, sql, type Transaction } from 'kysely';
import { type Clock, sleep } from '../flows/ports/clock.ts';
import { type Fence, ForAnotherReplica } from '../flows/ports/due-work.ts';
import { retryAfter } from './retry-after.ts';
import type { Tables } from './tables.ts';

/** How often a process without the place looks whether it is free (milliseconds). */
const LOOK = 1_000;
/** A holder that says nothing for so long is dead (seconds). */
const SILENCE = 10;
/** How often the holder says that it lives (milliseconds). */
const SIGN_OF_LIFE = 3_000;
/** Whoever gave a place back because another replica can do the work leaves it to them for so long (milliseconds). */
const LEFT_TO_OTHERS = 5_000;
/** After running for so long a failure is the first one again (milliseconds). */
const STEADY = 60_000;

export interface Places {
  hold(name: string, run: (signal: AbortSignal, fence: Fence) => Promise<void>): void;
  /** Whether nobody has taken the place since. */
  holds(fence: Fence): Promise<boolean>;
  /** Gives up every place of this process, for another to take at once. */
  leave(): Promise<void>;
}

/**
 * A place is a row with the time until which somebody holds it. Every taking of it counts an epoch up, so that a holder that
 * stood still for a while and goes on finds that it is none any more.
 */
export function createPlaces(parts: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Places {
  const { kysely, clock, onError } = parts;
  const leaving = new AbortController();
  const held = new Map<string, Fence>();
  const underWay = new Set<Promise<void>>();

  /**
   * Runs while the place is held: until this process stops, has not been able to say that it lives, or what runs says that
   * it is for another replica.
   */
  async function runWhileHeld(fence: Fence, run: (signal: AbortSignal, fence: Fence) => Promise<void>): Promise<void> {
    const losing = new AbortController();
    const signal = AbortSignal.any([losing.signal, leaving.signal]);
    const renewing = renewUntilLost(fence, signal).then(() => {
      if (signal.aborted) return;
      const lost = new Error(`The place ${fence.place} was lost: somebody else may have it.`);
      onError(lost);
      losing.abort(lost);
    });
    for (let failures = 0; !signal.aborted; failures += 1) {
      const before = clock.now();
      try {
        await run(signal, fence);
      } catch (error) {
        if (!signal.aborted) onError(error);
        if (error instanceof ForAnotherReplica) {
          losing.abort(error);
          await renewing;
          await giveUp(kysely, fence).catch(onError);
          await sleep(clock, LEFT_TO_OTHERS, leaving.signal).catch(() => {});
          return;
        }
      }
      if (clock.now() - before > STEADY) failures = 0;
      await sleep(clock, retryAfter(failures), signal).catch(() => {});
    }
    await renewing;
  }

  async function renewUntilLost(fence: Fence, signal: AbortSignal): Promise<void> {
    let saidAt = clock.now();
    while (!signal.aborted) {
      await sleep(clock, SIGN_OF_LIFE, signal).catch(() => {});
      if (signal.aborted) return;
      const now = clock.now();
      try {
        if (!(await renew(kysely, fence))) return;
        saidAt = now;
      } catch (error) {
        onError(error);
        if (clock.now() - saidAt > SILENCE * 1_000) return;
      }
    }
  }

  async function hold(name: string, run: (signal: AbortSignal, fence: Fence) => Promise<void>): Promise<void> {
    while (!leaving.signal.aborted) {
      const epoch = await take(kysely, name).catch(onError);
      if (typeof epoch === 'number') {
        const fence: Fence = { place: name, epoch };
        held.set(name, fence);
        await runWhileHeld(fence, run);
        held.delete(name);
      }
      await sleep(clock, LOOK, leaving.signal).catch(() => {});
    }
  }

  return {
    hold(name, run) {
      const holding = hold(name, run).catch(onError);
      underWay.add(holding);
      void holding.finally(() => underWay.delete(holding));
    },
    holds: (fence) => doesHold(kysely, fence),
    async leave() {
      const fences = [...held.values()];
      leaving.abort(new Error('This process stops.'));
      await Promise.all([...underWay]);
      for (const fence of fences) await giveUp(kysely, fence).catch(onError);
    },
  };
}

/** The new epoch, or `undefined` while somebody else holds it. The database's time counts, since clocks differ. */
async function take(kysely: Kysely<Tables>, name: string): Promise<number | undefined> {
  const { rows } = await sql<{ readonly epoch: number }>`
    insert into places (name, epoch, held_until) values (${name}, 1, ${heldUntil})
    on conflict (name) do update set epoch = places.epoch + 1, held_until = excluded.held_until
    where places.held_until < pgboss.job_now()
    returning epoch
  `.execute(kysely);
  return rows[0]?.epoch;
}

async function renew(kysely: Kysely<Tables>, { place, epoch }: Fence): Promise<boolean> {
  const { rows } = await sql`
    update places set held_until = ${heldUntil} where name = ${place} and epoch = ${epoch} returning name
  `.execute(kysely);
  return rows.length > 0;
}

const giveUp = (kysely: Kysely<Tables>, { place, epoch }: Fence) =>
  sql`update places set held_until = '-infinity' where name = ${place} and epoch = ${epoch}`.execute(kysely);

const heldUntil = sql`pgboss.job_now() + ${sql.lit(`${SILENCE} seconds`)}::interval`;

/** In a transaction nobody can take the place before it is over. */
export async function doesHold(
  kysely: Kysely<Tables> | Transaction<Tables>,
  { place, epoch }: Fence,
): Promise<boolean> {
  const { rows } = await sql`select from places where name = ${place} and epoch = ${epoch} for share`.execute(kysely);
  return rows.length > 0;
}
