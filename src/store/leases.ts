import { type Kysely, sql, type Transaction } from 'kysely';
import { backOff } from '../domain/back-off.ts';
import { type Clock, sleep } from '../flows/ports/clock.ts';
import { type Fence, ForAnotherReplica } from '../flows/ports/due-work.ts';
import type { Tables } from './tables.ts';

/** How often a process without the lease tries to acquire it (milliseconds). */
const RETRY_EVERY = 1_000;
/** A lease that is not renewed for this long is free (seconds). */
const LEASE_SECONDS = 10;
/** How often the holder renews its lease (milliseconds). */
const RENEW_EVERY = 3_000;
/** After releasing a lease for another replica, a process does not try to acquire it for this long (milliseconds). */
const YIELD_FOR = 5_000;
/** A run that lasted this long resets the count of failures (milliseconds). */
const STEADY = 60_000;

export interface Leases {
  acquire(name: string, run: (signal: AbortSignal, fence: Fence) => Promise<void>): void;
  /** Whether the lease was not acquired by another process since. */
  isHeld(fence: Fence): Promise<boolean>;
  /** Releases every lease of this process, so that another one can acquire it at once. */
  releaseAll(): Promise<void>;
}

/**
 * Leases are rows with an expiry and a fencing token. Each acquisition increments the token, so a holder that stalled and
 * continues finds out that its lease is gone.
 */
export function createLeases(parts: {
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Leases {
  const { kysely, clock, onError } = parts;
  const leaving = new AbortController();
  const held = new Map<string, Fence>();
  const underWay = new Set<Promise<void>>();

  /** Runs until this process stops, the lease could not be renewed, or the work throws `ForAnotherReplica`. */
  async function runUnderLease(fence: Fence, run: (signal: AbortSignal, fence: Fence) => Promise<void>): Promise<void> {
    const losing = new AbortController();
    const signal = AbortSignal.any([losing.signal, leaving.signal]);
    const renewing = renewUntilLost(fence, signal).then(() => {
      if (signal.aborted) return;
      const lost = new Error(`The lease ${fence.lease} was lost; another process may have it.`);
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
          await sleep(clock, YIELD_FOR, leaving.signal).catch(() => {});
          return;
        }
      }
      if (clock.now() - before > STEADY) failures = 0;
      await sleep(clock, backOff(failures), signal).catch(() => {});
    }
    await renewing;
  }

  async function renewUntilLost(fence: Fence, signal: AbortSignal): Promise<void> {
    let saidAt = clock.now();
    while (!signal.aborted) {
      await sleep(clock, RENEW_EVERY, signal).catch(() => {});
      if (signal.aborted) return;
      const now = clock.now();
      try {
        if (!(await renew(kysely, fence))) return;
        saidAt = now;
      } catch (error) {
        onError(error);
        if (clock.now() - saidAt > LEASE_SECONDS * 1_000) return;
      }
    }
  }

  async function acquire(name: string, run: (signal: AbortSignal, fence: Fence) => Promise<void>): Promise<void> {
    while (!leaving.signal.aborted) {
      const token = await take(kysely, name).catch(onError);
      if (typeof token === 'number') {
        const fence: Fence = { lease: name, token };
        held.set(name, fence);
        await runUnderLease(fence, run);
        held.delete(name);
      }
      await sleep(clock, RETRY_EVERY, leaving.signal).catch(() => {});
    }
  }

  return {
    acquire(name, run) {
      const acquiring = acquire(name, run).catch(onError);
      underWay.add(acquiring);
      void acquiring.finally(() => underWay.delete(acquiring));
    },
    isHeld: (fence) => isLeaseHeld(kysely, fence),
    async releaseAll() {
      const fences = [...held.values()];
      leaving.abort(new Error('This process stops.'));
      await Promise.all([...underWay]);
      for (const fence of fences) await giveUp(kysely, fence).catch(onError);
    },
  };
}

/** The new token, or `undefined` while another process holds the lease. Uses the database's clock, since clocks differ. */
async function take(kysely: Kysely<Tables>, name: string): Promise<number | undefined> {
  const { rows } = await sql<{ readonly epoch: number }>`
    insert into places (name, epoch, held_until) values (${name}, 1, ${heldUntil})
    on conflict (name) do update set epoch = places.epoch + 1, held_until = excluded.held_until
    where places.held_until < pgboss.job_now()
    returning epoch
  `.execute(kysely);
  return rows[0]?.epoch;
}

async function renew(kysely: Kysely<Tables>, { lease, token }: Fence): Promise<boolean> {
  const { rows } = await sql`
    update places set held_until = ${heldUntil} where name = ${lease} and epoch = ${token} returning name
  `.execute(kysely);
  return rows.length > 0;
}

const giveUp = (kysely: Kysely<Tables>, { lease, token }: Fence) =>
  sql`update places set held_until = '-infinity' where name = ${lease} and epoch = ${token}`.execute(kysely);

const heldUntil = sql`pgboss.job_now() + ${sql.lit(`${LEASE_SECONDS} seconds`)}::interval`;

/** Within a transaction, no other process can acquire the lease before the commit. */
export async function isLeaseHeld(
  kysely: Kysely<Tables> | Transaction<Tables>,
  { lease, token }: Fence,
): Promise<boolean> {
  const { rows } = await sql`select from places where name = ${lease} and epoch = ${token} for share`.execute(kysely);
  return rows.length > 0;
}
