/** The database's host, name and user, as far as they may be shown. */
export interface ServerNames {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** An error's message with its code; for an aggregate (an address with two families), that of each part. */
export function causeOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(causeOf))].join('; ');
  if (!(error instanceof Error)) return String(error);
  const said = error.message === '' ? error.name : error.message;
  const code = codeOf(error);
  return code === '' || said.includes(code) ? said : `${said} (${code})`;
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * PostgreSQL's codes are listed at https://www.postgresql.org/docs/current/errcodes-appendix.html; the others are
 * Node's.
 */
const ADVICE: Readonly<Record<string, (names: ServerNames) => string>> = {
  ENOTFOUND: ({ host }) => `The name ${host} is not known here. Check the host in DATABASE_URL.`,
  EAI_AGAIN: ({ host }) => `The name ${host} could not be looked up. Check the host in DATABASE_URL, and the DNS.`,
  ECONNREFUSED: ({ host, port }) =>
    `Nothing listens on port ${port} of ${host}. Check that the server runs, and the address.`,
  ETIMEDOUT: ({ host, port }) => `${host} does not answer on port ${port}. Check the address, and firewalls between.`,
  ENOENT: ({ host, port }) =>
    `There is no socket for port ${port} in ${host}. Check that the server runs, and the address.`,
  EACCES: ({ host }) => `This user may not open the socket in ${host}. Give it that right.`,
  '28P01': ({ user }) =>
    `The server does not accept the password of ${user}. Check it; special characters have to be percent-encoded ("%" as %25).`,
  '28000': ({ user, database }) =>
    `The server does not let ${user} in to ${database} from here. Check the user, and the server's pg_hba.conf.`,
  '3D000': ({ user, database }) =>
    `There is no database ${database}. Make it: CREATE DATABASE ${quote(database)} OWNER ${quote(user)};`,
  '53300': () => 'The server has no free connection. Each replica of the bot uses up to 10.',
  '57P03': () => 'The server is starting or stopping. Start the bot again when it is up.',
  '42501': ({ user, database }) =>
    `The bot makes its tables in the schema public and a schema pgboss, for which ${user} lacks the rights. As the owner of the database: GRANT CREATE ON DATABASE ${quote(database)} TO ${quote(user)}; GRANT USAGE, CREATE ON SCHEMA public TO ${quote(user)};`,
};

const UNKNOWN_ISSUER =
  'The certificate of the server is signed by an authority that is not known here. Put the certificate of that authority into a file, and add sslrootcert=/path/to/it.pem to DATABASE_URL.';

const CERTIFICATES: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  CERT_HAS_EXPIRED: 'The certificate of the server has expired. Renew it there.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the server is for another name. Use that name in DATABASE_URL.',
};

/** Advice for errors that are recognised, otherwise `undefined`. Wrong advice is worse than none. */
export function adviseOn(error: unknown, names: ServerNames): string | undefined {
  const code = codeOf(error) || (error instanceof AggregateError ? codeOf(error.errors[0]) : '');
  if (code === '08P01' && error instanceof Error && /startup parameter/i.test(error.message)) {
    return 'A pooler in front of the server refuses a parameter. For PgBouncer: ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout. Or give DATABASE_URL the address of the server itself.';
  }
  if (error instanceof Error && /statement pooling mode/i.test(error.message)) {
    return 'The bot needs transactions. For PgBouncer: pool_mode = transaction.';
  }
  return ADVICE[code]?.(names) ?? CERTIFICATES[code];
}

const quote = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
