import { type CheckAnswer, fault, warning } from './diagnosis.ts';
import { type JudgedBy, judgeBy, SLOW, TABLES_TOO_NEW, type TablesReading } from './judge-database.ts';

/** What the embedded database of a running bot says about itself. */
export interface EmbeddedReading extends TablesReading {
  /** Settings that are `off` although commits need them on. */
  readonly notDurable: readonly string[];
  /** The median of a few statements (milliseconds). */
  readonly latency: number;
}

const ROWS: readonly JudgedBy<EmbeddedReading>[] = [
  [
    ({ notDurable }) => notDurable.length > 0,
    ({ notDurable }) =>
      fault(
        'not_durable',
        `${notDurable.join(', ')}: off, so a power cut loses committed requests.`,
        'Start the bot again. If this stays, set DATABASE_URL to use a PostgreSQL server.',
      ),
  ],
  TABLES_TOO_NEW,
  [
    ({ toMigrate }) => toMigrate.length > 0,
    ({ toMigrate }) =>
      fault('tables_too_old', `the tables lack migrations (${toMigrate.join(', ')}).`, 'Start the bot again.'),
  ],
  [
    ({ latency }) => latency > SLOW,
    ({ latency }) =>
      warning(
        'database_slow',
        `the embedded database takes ${Math.round(latency)} ms for the shortest statement.`,
        'Give the bot more CPU time, or set DATABASE_URL to use a PostgreSQL server.',
      ),
  ],
];

export const judgeEmbedded = (database: EmbeddedReading): readonly CheckAnswer[] =>
  judgeBy(ROWS, database, { code: 'embedded_usable', says: 'the embedded database can be used.' });
