import { type Kysely, sql } from 'kysely';
import { DAY, HOUR } from '../domain/duration.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { SeenDeliveries } from '../flows/ports/due-work.ts';
import type { Tables } from './tables.ts';

export function createSeenDeliveries(kysely: Kysely<Tables>, clock: Clock): SeenDeliveries {
  let forgotAt = Number.NEGATIVE_INFINITY;

  async function forget(now: number): Promise<void> {
    if (now - forgotAt < HOUR) return;
    forgotAt = now;
    await kysely
      .deleteFrom('deliveries')
      .where('seenAt', '<=', new Date(now - DAY))
      .execute();
  }

  return {
    async seenBefore(key) {
      const now = clock.now();
      await forget(now);
      const seen = { key, seenAt: new Date(now) };
      const remembered = await kysely
        .insertInto('deliveries')
        .values(seen)
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet(seen)
            .where('deliveries.seenAt', '<=', new Date(now - DAY)),
        )
        .returning(sql`1`.as('new'))
        .executeTakeFirst();
      return remembered === undefined;
    },
  };
}
