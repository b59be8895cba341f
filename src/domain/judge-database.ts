import { type CheckAnswer, fault, fine, warning } from './diagnosis.ts';

/** How the tables compare with this version's. */
export interface TablesReading {
  /** Migrations of this version that were not applied, and applied ones that it does not know. */
  readonly toMigrate: readonly string[];
  readonly tooNew: readonly string[];
}

/** What a PostgreSQL server says about itself. */
export interface ServerReading extends TablesReading {
  /** Such as 160004. */
  readonly version: number;
  readonly user: string;
  readonly database: string;
  readonly mayCreate: boolean;
  readonly isReadOnly: boolean;
  /** Settings that are `off` although commits need them on. */
  readonly notDurable: readonly string[];
  /** The median of a few statements (milliseconds). */
  readonly latency: number;
  readonly isEncrypted: boolean;
  /** The server is on this machine. */
  readonly isLocal: boolean;
  /** A pooler dropped the timeouts that the bot asks for. */
  readonly losesTimeouts: boolean;
}

/** PostgreSQL 13. */
const OLDEST = 130_000;
/** A move of a request is about ten statements, and a click has three seconds (milliseconds). */
export const SLOW = 50;

/** The other settings are the whole server's. */
const turnOn = (setting: string, database: string): string =>
  setting === 'synchronous_commit'
    ? `ALTER DATABASE "${database}" SET synchronous_commit = on;`
    : `Set ${setting} = on in postgresql.conf, and reload the server.`;

/** One thing that can be wrong with a database: whether it is, and the answer. */
export type JudgedBy<Reading> = readonly [(read: Reading) => boolean, (read: Reading) => CheckAnswer];

export const TABLES_TOO_NEW: JudgedBy<TablesReading> = [
  ({ tooNew }) => tooNew.length > 0,
  ({ tooNew }) =>
    fault(
      'tables_too_new',
      `the tables are those of a newer version (${tooNew.join(', ')}).`,
      'Start the newest version that has run on this database, or restore a backup.',
    ),
];

const ROWS: readonly JudgedBy<ServerReading>[] = [
  [
    ({ version }) => version < OLDEST,
    ({ version }) =>
      fault(
        'server_too_old',
        `the server is PostgreSQL ${Math.floor(version / 10_000)}.`,
        'Use PostgreSQL 13 or newer.',
      ),
  ],
  [
    ({ isReadOnly }) => isReadOnly,
    () =>
      fault(
        'server_read_only',
        'the server accepts no writes.',
        'Give DATABASE_URL the address of the primary server.',
      ),
  ],
  [
    ({ mayCreate, tooNew }) => !mayCreate && tooNew.length === 0,
    ({ user, database }) =>
      fault(
        'rights_missing',
        `${user} may not make the bot's tables in ${database}.`,
        `As the owner of the database: GRANT CREATE ON DATABASE "${database}" TO "${user}"; GRANT USAGE, CREATE ON SCHEMA public TO "${user}";`,
      ),
  ],
  [
    ({ notDurable }) => notDurable.length > 0,
    ({ notDurable, database }) =>
      fault(
        'not_durable',
        `${notDurable.join(', ')}: off, so a crash of the server loses committed requests.`,
        notDurable.map((name) => turnOn(name, database)).join(' '),
      ),
  ],
  TABLES_TOO_NEW,
  [
    ({ latency }) => latency > SLOW,
    ({ latency }) =>
      warning(
        'server_slow',
        `the server takes ${Math.round(latency)} ms for the shortest statement.`,
        'Run the bot near its database: in the same region, or on the same network.',
      ),
  ],
  [
    ({ isEncrypted, isLocal }) => !isEncrypted && !isLocal,
    () =>
      warning(
        'not_encrypted',
        'the connection to the server is not encrypted.',
        'Add sslmode=verify-full to DATABASE_URL, and sslrootcert if its authority is your own.',
      ),
  ],
  [
    ({ losesTimeouts }) => losesTimeouts,
    ({ user }) =>
      warning(
        'pooler_drops_timeouts',
        'a pooler ignores the timeouts that the bot asks for, so a replica that hangs can keep its locks.',
        `ALTER ROLE "${user}" SET statement_timeout = '15s'; ALTER ROLE "${user}" SET idle_in_transaction_session_timeout = '5s';`,
      ),
  ],
];

export const judgeServer = (server: ServerReading): readonly CheckAnswer[] =>
  judgeBy(ROWS, server, { code: 'server_usable', says: 'the PostgreSQL server can be used.' });

/** All that is wrong; if nothing is, that it can be used, and how the tables stand. */
export function judgeBy<Reading extends TablesReading>(
  rows: readonly JudgedBy<Reading>[],
  read: Reading,
  usable: Pick<CheckAnswer, 'code' | 'says'>,
): readonly CheckAnswer[] {
  const wrong = rows.filter(([isSo]) => isSo(read)).map(([, answer]) => answer(read));
  if (wrong.length > 0) return wrong;
  const { toMigrate } = read;
  const tables =
    toMigrate.length === 0
      ? fine('tables_up_to_date', 'the tables are up to date.')
      : fine('tables_migrated_at_start', `the next start makes ${toMigrate.length} migrations.`);
  return [fine(usable.code, usable.says), tables];
}
