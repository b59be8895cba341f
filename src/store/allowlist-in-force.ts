import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** A process that reports nothing for this long is considered dead (seconds). Processes report more often. */
const SILENCE = 60;

/** Tells the other replicas which allowlist this process uses. One row per process, in the table of leases. */
export interface AllowlistInForceRows {
  /** Reports for the next minute that this process uses the allowlist with this hash. */
  say(hash: string): Promise<void>;
  /** Whether another process uses the allowlist with this hash. */
  isElsewhere(hash: string): Promise<boolean>;
  /** Removes the row when this process stops. */
  leave(): Promise<void>;
}

/** `process` identifies this process. Times come from the database's clock, since clocks differ. */
export function createAllowlistInForce(kysely: Kysely<Tables>, process: string): AllowlistInForceRows {
  const nameOf = (hash: string): string => `allowlist.${hash}.${process}`;
  const removeOthers = (kept: string) => sql`
    delete from places where name like 'allowlist.%' and name <> ${kept}
    and (name like ${`%.${process}`} or held_until < pgboss.job_now() - interval '1 hour')
  `;
  return {
    async say(hash) {
      await removeOthers(nameOf(hash)).execute(kysely);
      await sql`
        insert into places (name, epoch, held_until)
        values (${nameOf(hash)}, 1, pgboss.job_now() + ${sql.lit(`${SILENCE} seconds`)}::interval)
        on conflict (name) do update set held_until = excluded.held_until
      `.execute(kysely);
    },
    async isElsewhere(hash) {
      const { rows } = await sql`
        select from places
        where name like ${`allowlist.${hash}.%`} and name <> ${nameOf(hash)} and held_until > pgboss.job_now() limit 1
      `.execute(kysely);
      return rows.length > 0;
    },
    leave: async () => void (await removeOthers('').execute(kysely)),
  };
}
