import type { FindProxy } from '../flows/ports/service-route.ts';
import { type ConnectionSettings, readConnections } from './connections.ts';
import { faultInDatabaseUrl } from './database-url.ts';
import { SettingsFault } from './fault.ts';
import { readProxies } from './proxies.ts';
import {
  type ReadFile,
  readAddress,
  readPort,
  readVariables,
  showUnlessSecret,
  type VariableReader,
  type Variables,
} from './read-variables.ts';
import type { MaskedSecret } from './secret.ts';
import { unreadVariables } from './unread-variables.ts';

/** Everything that the environment sets, read once. */
export interface Environment {
  readonly slack: {
    readonly botToken: MaskedSecret;
    readonly receives: { readonly appToken: MaskedSecret } | { readonly signingSecret: MaskedSecret };
    /** Ends with a slash. */
    readonly apiUrl: string;
  };
  readonly connections: readonly ConnectionSettings[];
  /** Named connections with their organizations. */
  readonly connectionNames: ReadonlyMap<string, string | undefined>;
  readonly configFile: string;
  readonly database: { readonly databaseUrl: string } | { readonly dataDir: string };
  readonly revision: string | undefined;
  readonly port: number;
  /**
   * The port of `/metrics`. `undefined`: `port` serves it, unless that one is public (HTTP mode, or with a notification
   * key).
   */
  readonly metricsPort: number | undefined;
  readonly notificationKey: MaskedSecret | undefined;
  readonly logLevel: string;
  /** The proxy for each service. Absent if no variable names one. */
  readonly findProxy: FindProxy | undefined;
  /** Warnings for the operator, each beginning with its variable. The bot starts anyway. */
  readonly warnings: readonly string[];
  /** Current and previous values of all secrets, to mask them in output. */
  readonly secretValues: () => readonly string[];
}

/** Every known variable. Secrets also exist with `_FILE`, and `TFE_…` variables with `_<CONNECTION>`. */
export const VARIABLES = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_API_URL',
  'TFE_TOKEN',
  'TFE_APPLY_TOKEN',
  'TFE_ADDRESS',
  'TFE_NOTIFICATION_KEY',
  'TF_ACTION_CONFIG',
  'DATABASE_URL',
  'DATA_DIR',
  'TF_ACTION_REVISION',
  'PORT',
  'METRICS_PORT',
  'LOG_LEVEL',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
] as const;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
/** Slack tokens begin like this. Signing secrets and keys never do. */
const NO_TOKEN = /^(?!xox|xapp-)\S+$/;

/** Reads the environment before anything is opened. Throws one `SettingsFault` with every fault. */
export function readEnvironment(variables: Variables, readFile: ReadFile): Environment {
  const reader = readVariables(variables, readFile);
  const botToken = reader.secret(
    'SLACK_BOT_TOKEN',
    /^xoxb-\S+$/,
    'a bot token (xoxb-…); copy it from OAuth & Permissions',
  );
  if (botToken === undefined && reader.faults.length === 0) {
    reader.fault('SLACK_BOT_TOKEN', 'is missing; copy the bot token (xoxb-…) from OAuth & Permissions.');
  }
  const receives = readReceiving(reader);
  const apiUrl = readAddress(reader, 'SLACK_API_URL', 'https://slack.com/api/');
  if (!apiUrl.pathname.endsWith('/'))
    reader.fault('SLACK_API_URL', 'has to end with a slash, as in https://slack.com/api/.');
  const connections = readConnections(variables, reader);
  const { database, databaseUrl, warnings } = readDatabase(variables, reader);
  const proxies = readProxies(reader);
  const logLevel = reader.text('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel))
    reader.fault('LOG_LEVEL', `has to be one of ${LOG_LEVELS.join(', ')}, not ${showUnlessSecret(logLevel)}.`);
  const notificationKey = reader.secret('TFE_NOTIFICATION_KEY', NO_TOKEN, 'a key');
  const port = readPort(reader, 'PORT', 3_000);
  const publicBy = readPublicity(receives, notificationKey);
  const metricsPort = readMetricsPort(reader, port, publicBy);
  if (botToken === undefined || receives === undefined || connections === undefined || reader.faults.length > 0) {
    throw new SettingsFault(reader.faults);
  }
  const secrets = [botToken, ...Object.values(receives), ...connections.flatMap(tokensOf), notificationKey];
  return {
    slack: { botToken, receives, apiUrl: apiUrl.href },
    ...{ connections, database, logLevel, notificationKey, port, metricsPort },
    warnings: [...warnings, ...warningsAbout(receives), ...unreadVariables(variables)],
    findProxy: proxies.findProxy,
    connectionNames: new Map(
      connections.flatMap(({ name, organization }) => (name === undefined ? [] : [[name, organization] as const])),
    ),
    configFile: reader.text('TF_ACTION_CONFIG') ?? 'config/actions.yml',
    revision: reader.text('TF_ACTION_REVISION'),
    secretValues: () => [
      ...secrets.flatMap((secret) => secret?.everyValue() ?? []),
      ...(databaseUrl?.everyValue().flatMap(passwordsIn) ?? []),
      ...proxies.secretValues,
    ],
  };
}

const tokensOf = ({ token, applyToken }: ConnectionSettings): readonly (MaskedSecret | undefined)[] => [
  token,
  applyToken,
];

/** User names and passwords of the database address, raw and decoded, even if it is not a valid URL. */
function passwordsIn(url: string): readonly string[] {
  const ofUser = /^[a-z]+:\/\/[^:@/]*:(?<password>[^/?#]*)@/.exec(url)?.groups?.password;
  const ofQuery = [...url.matchAll(/[?&](?:ssl)?password=(?<password>[^&#]+)/g)].map(({ groups }) => groups?.password);
  const written = [ofUser, ...ofQuery].filter((password) => password !== undefined && password !== '');
  return [...new Set(written.flatMap((password) => (password === undefined ? [] : [password, decoded(password)])))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The variables that make `PORT` public, because services post to it. */
function readPublicity(
  receives: Environment['slack']['receives'] | undefined,
  notificationKey: MaskedSecret | undefined,
): string | undefined {
  if (receives !== undefined && 'signingSecret' in receives) return 'in HTTP mode';
  return notificationKey === undefined ? undefined : 'with TFE_NOTIFICATION_KEY';
}

/** A public `PORT` does not serve metrics. */
function readMetricsPort(reader: VariableReader, port: number, publicBy: string | undefined): number | undefined {
  if (reader.text('METRICS_PORT') === undefined) return undefined;
  const metricsPort = readPort(reader, 'METRICS_PORT', 0);
  if (metricsPort !== port || port === 0) return metricsPort;
  if (publicBy !== undefined) {
    reader.fault(
      'METRICS_PORT',
      `is the same as PORT, which is public ${publicBy}. Choose another port, or remove it.`,
    );
  }
  return undefined;
}

/** Socket Mode or HTTP mode, by which of the two secrets is set. */
function readReceiving(reader: VariableReader): Environment['slack']['receives'] | undefined {
  const before = reader.faults.length;
  const appToken = reader.secret('SLACK_APP_TOKEN', /^xapp-\S+$/, 'an app-level token (xapp-…) with connections:write');
  const signingSecret = reader.secret('SLACK_SIGNING_SECRET', NO_TOKEN, 'a signing secret');
  if (appToken !== undefined && signingSecret !== undefined) {
    reader.fault(
      'SLACK_SIGNING_SECRET',
      'is set together with SLACK_APP_TOKEN. Remove it for Socket Mode, or remove SLACK_APP_TOKEN for HTTP mode.',
    );
    return undefined;
  }
  if (appToken !== undefined) return { appToken };
  if (signingSecret !== undefined) return { signingSecret };
  if (reader.faults.length === before) {
    reader.fault(
      'SLACK_APP_TOKEN',
      'is missing; create an app-level token (xapp-…) with connections:write, or set SLACK_SIGNING_SECRET for HTTP mode.',
    );
  }
  return undefined;
}

/** A warning only, since Slack documents no format. With a wrong secret, every call would be refused with 401. */
function warningsAbout(receives: Environment['slack']['receives']): readonly string[] {
  if (!('signingSecret' in receives) || /^[0-9a-f]{32}$/i.test(receives.signingSecret.current())) return [];
  return [
    'SLACK_SIGNING_SECRET: does not look like a signing secret (32 hexadecimal digits). Copy it from Basic Information.',
  ];
}

/** Reads only the variables of the database. Throws `SettingsFault`. */
export function readDatabasePlace(variables: Variables, readFile: ReadFile): Environment['database'] {
  const reader = readVariables(variables, readFile);
  const { database } = readDatabase(variables, reader);
  if (reader.faults.length > 0) throw new SettingsFault(reader.faults);
  return database;
}

function readDatabase(
  variables: Variables,
  reader: VariableReader,
): {
  readonly database: Environment['database'];
  readonly databaseUrl?: MaskedSecret;
  readonly warnings: readonly string[];
} {
  const before = reader.faults.length;
  const databaseUrl = reader.secret(
    'DATABASE_URL',
    /^postgres(?:ql)?:\/\/\S+$/,
    'postgres://user:password@host:5432/database',
  );
  const directory = reader.text('DATA_DIR');
  if (databaseUrl !== undefined) {
    const fault = faultInDatabaseUrl(databaseUrl.current());
    if (fault !== undefined) reader.fault(reader.text('DATABASE_URL') ? 'DATABASE_URL' : 'DATABASE_URL_FILE', fault);
    // A warning, not a fault, since an image may set DATA_DIR on its own.
    const warnings = directory === undefined ? [] : ['DATA_DIR: is not used, since DATABASE_URL is set.'];
    return { database: { databaseUrl: databaseUrl.current() }, databaseUrl, warnings };
  }
  if (directory === undefined && variables.NODE_ENV?.trim() === 'production' && reader.faults.length === before) {
    reader.fault(
      'DATABASE_URL',
      'is missing, and so is DATA_DIR. In production set DATABASE_URL, or DATA_DIR to a directory on a disk that survives a restart.',
    );
  }
  return { database: { dataDir: directory ?? './data' }, warnings: [] };
}
