import { type Kysely, sql } from 'kysely';
import type { Clock } from '../flows/ports/clock.ts';
import { bucketOf, givesAt, heldUntil } from '../flows/ports/slack-pace.ts';
import type { SlackReadings } from '../flows/ports/slack-readings.ts';
import { writePace } from './slack-pace.ts';
import { readJson, toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** Readings older than this are never used (milliseconds). */
const FORGOTTEN_AFTER = 10 * 60_000;

export function createSlackReadings(kysely: Kysely<Tables>, clock: Clock): SlackReadings {
  return {
    async find(key, since) {
      const row = await kysely
        .selectFrom('slackReadings')
        .select(['begunAt', 'value'])
        .where('key', '=', key)
        .where('begunAt', '>=', since)
        .executeTakeFirst();
      return row && { begunAt: row.begunAt, value: readJson(row.value) };
    },

    async keep(key, { begunAt, value }) {
      const reading = { begunAt, value: toJson(value) };
      await kysely
        .insertInto('slackReadings')
        .values({ key, ...reading })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet(reading).where('slackReadings.begunAt', '<', begunAt),
        )
        .execute();
      const forgotten = new Date(clock.now() - FORGOTTEN_AFTER);
      await kysely.deleteFrom('slackReadings').where('begunAt', '<', forgotten).execute();
    },

    async takeCall(method, kept) {
      const { size, refill } = bucketOf(method);
      const now = new Date(clock.now());
      const level = sql`least(${size}::float8, pace.tokens + extract(epoch from (${now} - pace.at)) * 1000 / ${refill}::float8)`;
      const { rows } = await sql`
        insert into slack_pace as pace (key, tokens, at) values (${method}, ${size - 1}, ${now})
        on conflict (key) do update set tokens = ${level} - 1, at = ${now}
        where pace.at <= ${now} and ${level} >= ${1 + kept}
        returning key
      `.execute(kysely);
      if (rows.length > 0) return undefined;
      const row = await kysely.selectFrom('slackPace').selectAll().where('key', '=', method).executeTakeFirst();
      const known = row && { tokens: row.tokens, at: row.at.getTime() };
      return new Date(givesAt(bucketOf(method), known, kept, now.getTime()));
    },

    async hold(method, until) {
      const held = new Map([[method, heldUntil(until.getTime())]]);
      await kysely.transaction().execute((transaction) => writePace(transaction, held, clock.now()));
    },
  };
}
