import { type CheckAnswer, fault, fine, warning } from './diagnosis.ts';

/** What a PostgreSQL server says about itself. */
export interface ServerReading {
  /** Such as 160004. */
  readonly version: number;
  readonly user: string;
  readonly database: string;
  readonly mayCreate: boolean;
  readonly isReadOnly: boolean;
  /** Settings that are `off` although commits need them on. */
  readonly notDurable: readonly string[];
  /** Migrations of this version that were not applied, and applied ones that it does not know. */
  readonly toMigrate: readonly string[];
  readonly tooNew: readonly string[];
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
const SLOW = 50;

/** The other settings are the whole server's. */
const turnOn = (setting: string, database: string): string =>
  setting === 'synchronous_commit'
    ? `ALTER DATABASE "${database}" SET synchronous_commit = on;`
    : `Set ${setting} = on in postgresql.conf, and reload the server.`;

/** One row for each thing that can be wrong with a server: whether it is, and the answer. */
const ROWS: readonly (readonly [(server: ServerReading) => boolean, (server: ServerReading) => CheckAnswer])[] = [
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
  [
    ({ tooNew }) => tooNew.length > 0,
    ({ tooNew }) =>
      fault(
        'tables_too_new',
        `the tables are those of a newer version (${tooNew.join(', ')}).`,
        'Start the newest version that has run on this database, or restore a backup.',
      ),
  ],
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

export function judgeServer(server: ServerReading): readonly CheckAnswer[] {
  const wrong = ROWS.filter(([isSo]) => isSo(server)).map(([, answer]) => answer(server));
  const { toMigrate } = server;
  const tables =
    toMigrate.length === 0
      ? fine('tables_up_to_date', 'the tables are up to date.')
      : fine('tables_migrated_at_start', `the next start makes ${toMigrate.length} migrations.`);
  return wrong.length > 0 ? wrong : [fine('server_usable', 'the PostgreSQL server can be used.'), tables];
}

/** The directory of the embedded database, as the file system shows it. */
export interface DirectoryReading {
  readonly path: string;
  /** Node's word for why it cannot be used, such as `EACCES`. */
  readonly unusable?: string;
  /** It does not exist yet, but can be made. */
  readonly isNew: boolean;
  /** Bytes. */
  readonly free: number;
  /** Whoever runs this owns it. */
  readonly isOwn: boolean;
  /** Every user may write it. */
  readonly isOpen: boolean;
  readonly fileSystem: 'local' | 'memory' | 'network';
}

/** Bytes. Below the first, PostgreSQL soon cannot write; below the second, somebody should look. */
const FULL = 64 * 1024 ** 2;
const NEARLY_FULL = 512 * 1024 ** 2;

export function judgeDirectory(read: DirectoryReading): readonly CheckAnswer[] {
  const { path, unusable, free } = read;
  if (unusable !== undefined)
    return [
      fault(
        'directory_unusable',
        `${path} cannot be used (${unusable}).`,
        'Give the directory to the user that runs the bot (chown), make the disk writable, or set DATA_DIR to another.',
      ),
    ];
  const answers: CheckAnswer[] = [];
  const left = `${Math.floor(free / 1024 ** 2)} MB are free for ${path}.`;
  const room = 'Make room, or set DATA_DIR to a larger disk.';
  if (free < FULL) answers.push(fault('disk_full', left, room));
  else if (free < NEARLY_FULL) answers.push(warning('disk_nearly_full', left, room));
  if (!read.isOwn)
    answers.push(
      warning('other_owner', `${path} belongs to another user.`, 'Give it to the user that runs the bot (chown).'),
    );
  if (read.isOpen)
    answers.push(warning('open_to_others', `every user of this machine can change ${path}.`, `chmod 700 ${path}`));
  if (read.fileSystem === 'memory')
    answers.push(
      warning(
        'in_memory',
        `${path} is in memory, and lost at the next restart.`,
        'Set DATA_DIR to a directory on a disk.',
      ),
    );
  if (read.fileSystem === 'network')
    answers.push(
      warning(
        'on_network',
        `${path} is on a network file system, which may lose commits and locks.`,
        'Set DATA_DIR to a local disk, or set DATABASE_URL.',
      ),
    );
  if (answers.length > 0) return answers;
  return [
    fine('directory_usable', read.isNew ? `${path} does not exist yet, and can be made.` : `${path} can be used.`),
  ];
}
