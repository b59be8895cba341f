import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** A process that says nothing for so long is dead (seconds). It says so again well before. */
const SILENCE = 60;

/** Says to the other replicas which allowlist is in force in this process. Rows stand among the leases, one for each process. */
export interface AllowlistInForceRows {
  /** From now on, and for a minute, this process lives with the allowlist of this hash. */
  say(hash: string): Promise<void>;
  /** Whether another process lives with the allowlist of this hash. */
  isElsewhere(hash: string): Promise<boolean>;
  /** This process stops. */
  leave(): Promise<void>;
}

/** `process` tells this process from all others. The database's time counts, since clocks differ. */
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
