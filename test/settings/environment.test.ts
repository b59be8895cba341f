import { describe, expect, test } from 'vitest';
import { readEnvironment, VARIABLES } from '../../src/settings/environment.ts';
import { APP, BOT, faultsOf, faultsWith, noFiles, read, TFE } from './read-environment.ts';

test('three tokens are enough, and the rest has its defaults', () => {
  expect(read({})).toMatchObject({
    slack: { apiUrl: 'https://slack.com/api/' },
    connections: [{ address: 'https://app.terraform.io' }],
    configFile: 'config/actions.yml',
    database: { dataDir: './data' },
    revision: undefined,
    port: 3_000,
    metricsPort: undefined,
    notificationKey: undefined,
    logLevel: 'info',
  });
  expect(read({}).connections[0]).not.toHaveProperty('name');
});

test('an empty environment is told everything that it lacks in one message', () => {
  const faults = [
    'SLACK_BOT_TOKEN: is missing; copy the bot token (xoxb-…) from OAuth & Permissions.',
    'SLACK_APP_TOKEN: is missing; create an app-level token (xapp-…) with connections:write, or set SLACK_SIGNING_SECRET for HTTP mode.',
    'TFE_TOKEN: is missing; create a token for a team that may create runs, and set it.',
  ];
  expect(faultsOf({})).toEqual(faults);
  expect(() => readEnvironment({}, noFiles)).toThrow(faults.join('\n'));
  const empty = Object.fromEntries(
    VARIABLES.flatMap((name) => [
      [name, ' '],
      [`${name}_FILE`, ''],
    ]),
  );
  expect(faultsOf(empty), 'an empty variable counts as not set').toEqual(faults);
});

test('everything malformed is told in one message, without a single secret in it', () => {
  const faults = faultsOf({
    SLACK_BOT_TOKEN: `xoxp-${BOT}`,
    SLACK_APP_TOKEN: `wrong-${APP}`,
    SLACK_API_URL: 'http://slack.example/api',
    TFE_TOKEN: `two ${TFE}`,
    TFE_APPLY_TOKEN: `two ${TFE}`,
    TFE_ADDRESS: `https://user:${TFE}@tfe.example`,
    TFE_TOKEN_EU: `two ${TFE}`,
    TFE_ORGANIZATION_EU: 'a/b',
    TFE_ADDRESS_EU: 'tfe.example',
    TFE_NOTIFICATION_KEY: 'two planted-key-secret',
    DATABASE_URL: 'mysql://me:planted-database-secret@host/db',
    PORT: BOT,
    METRICS_PORT: '70000',
    LOG_LEVEL: TFE,
  });
  expect(faults).toEqual([
    "SLACK_BOT_TOKEN: is a user token; the bot needs the app's bot token (xoxb-…).",
    'SLACK_APP_TOKEN: does not look like an app-level token (xapp-…) with connections:write.',
    'SLACK_API_URL: expected an https:// address without user, query or fragment (http:// only for this machine).',
    'TFE_ADDRESS: expected an https:// address without user, query or fragment (http:// only for this machine).',
    'TFE_TOKEN: contains a space. Remove it.',
    'TFE_APPLY_TOKEN: contains a space. Remove it.',
    'TFE_ADDRESS_EU: expected an https:// address without user, query or fragment (http:// only for this machine).',
    'TFE_TOKEN_EU: contains a space. Remove it.',
    'TFE_ORGANIZATION_EU: has to be the name of an organization: letters, digits, _ and -.',
    'DATABASE_URL: does not look like postgres://user:password@host:5432/database.',
    'LOG_LEVEL: has to be one of trace, debug, info, warn, error, fatal, silent, not "[masked]".',
    'TFE_NOTIFICATION_KEY: contains a space. Remove it.',
    'PORT: has to be a port from 0 to 65535, not "[masked]".',
    'METRICS_PORT: has to be a port from 0 to 65535, not "70000".',
  ]);
  expect(faults.join('\n')).not.toMatch(/planted|secret@|tfe-secret/);
});

describe('how Slack reaches the bot', () => {
  test('an app token is Socket Mode, a signing secret is HTTP mode, and both are a fault', () => {
    expect(read({}).slack.receives).toHaveProperty('appToken');
    const signing = { SLACK_SIGNING_SECRET: 'abc' };
    expect(read({ ...signing, SLACK_APP_TOKEN: '' }).slack.receives).toHaveProperty('signingSecret');
    expect(faultsWith(signing)).toEqual([
      'SLACK_SIGNING_SECRET: is set together with SLACK_APP_TOKEN. Remove it for Socket Mode, or remove SLACK_APP_TOKEN for HTTP mode.',
    ]);
  });

  test('SLACK_API_URL is https, or http on this machine, and ends with a slash', () => {
    expect(read({ SLACK_API_URL: 'http://127.0.0.1:4000/api/' }).slack.apiUrl).toBe('http://127.0.0.1:4000/api/');
    expect(faultsWith({ SLACK_API_URL: 'https://slack-gov.com/api' })).toEqual([
      'SLACK_API_URL: has to end with a slash, as in https://slack.com/api/.',
    ]);
    for (const bad of [
      'http://slack.com/api/',
      'ftp://slack.com/',
      'slack.com',
      'https://slack.com/api/?a=1',
      'http://127.0.0.1.evil.example/',
    ]) {
      expect(faultsWith({ SLACK_API_URL: bad })).toEqual([
        'SLACK_API_URL: expected an https:// address without user, query or fragment (http:// only for this machine).',
      ]);
    }
  });

  test('metrics are apart from what is public', () => {
    expect(read({ METRICS_PORT: '9090' }).metricsPort).toBe(9_090);
    expect(read({ METRICS_PORT: '3000' }).metricsPort, 'one server is enough in Socket Mode').toBeUndefined();
    expect(faultsWith({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'abc', METRICS_PORT: '3000' })).toEqual([
      'METRICS_PORT: is the same as PORT, which is public in HTTP mode. Choose another port, or remove it.',
    ]);
    expect(faultsWith({ TFE_NOTIFICATION_KEY: 'notification-key', METRICS_PORT: '3000' })).toEqual([
      'METRICS_PORT: is the same as PORT, which is public with TFE_NOTIFICATION_KEY. Choose another port, or remove it.',
    ]);
  });
});

describe('HCP Terraform', () => {
  test('TFE_ADDRESS is an origin', () => {
    expect(read({ TFE_ADDRESS: 'https://TFE.example:8443/' }).connections[0]?.address).toBe('https://tfe.example:8443');
    expect(read({ TFE_ADDRESS: 'http://localhost:5000' }).connections[0]?.address).toBe('http://localhost:5000');
    expect(faultsWith({ TFE_ADDRESS: 'https://tfe.example/api/v2' })).toEqual([
      'TFE_ADDRESS: contains a path. Give only the server, such as https://app.terraform.io.',
    ]);
  });

  test('further connections bring their server, organization and tokens', () => {
    const environment = read({
      TFE_TOKEN_EU: 'eu-token',
      TFE_APPLY_TOKEN_EU: 'eu-apply',
      TFE_ORGANIZATION_EU: 'acme-eu',
      TFE_ADDRESS_EU: 'https://eu.example',
      TFE_TOKEN_US_EAST: 'us-token',
    });
    expect(environment.connections.map(({ name, address, organization }) => ({ name, address, organization }))).toEqual(
      [
        { name: undefined, address: 'https://app.terraform.io', organization: undefined },
        { name: 'eu', address: 'https://eu.example', organization: 'acme-eu' },
        { name: 'us-east', address: 'https://app.terraform.io', organization: undefined },
      ],
    );
    expect([...environment.connectionNames]).toEqual([
      ['eu', 'acme-eu'],
      ['us-east', undefined],
    ]);
    expect(environment.secretValues()).toEqual(expect.arrayContaining(['eu-token', 'eu-apply', 'us-token']));
  });

  test('one without a token, or without its server beside another one, is a fault', () => {
    expect(faultsWith({ TFE_ORGANIZATION_EU: 'acme-eu', TFE_ADDRESS: 'https://tfe.example' })).toEqual([
      'TFE_ADDRESS_EU: is missing; since TFE_ADDRESS is set, say to which server this connection goes.',
      'TFE_TOKEN_EU: is missing; create a token for a team that may create runs, and set it.',
    ]);
  });
});

describe('where the record stands', () => {
  test('in production somebody has to say it', () => {
    expect(faultsWith({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL: is missing, and so is DATA_DIR. In production set DATABASE_URL, or DATA_DIR to a directory on a disk that survives a restart.',
    ]);
    expect(read({ NODE_ENV: 'production', DATA_DIR: '/data' }).database).toEqual({ dataDir: '/data' });
    expect(read({ NODE_ENV: 'production', DATABASE_URL: 'postgres://host/db' }).database).toEqual({
      databaseUrl: 'postgres://host/db',
    });
  });

  test('DATA_DIR, which an image may set, gives way to DATABASE_URL with a warning', () => {
    const { database, warnings } = read({ DATA_DIR: '/data', DATABASE_URL: 'postgresql://host/db' });
    expect(database).toEqual({ databaseUrl: 'postgresql://host/db' });
    expect(warnings).toEqual(['DATA_DIR: is not used, since DATABASE_URL is set.']);
    expect(read({ DATA_DIR: '/data' }).warnings).toEqual([]);
  });

  test('what is set and has no effect is a warning', () => {
    expect(read({ TFE_TOKEN_eu: 'secret', TFE_NOTIFICATION_KEY: ' ' }).warnings).toEqual([
      'TFE_TOKEN_eu: is not read, since it has lower-case letters. Write TFE_TOKEN_EU.',
      'TFE_NOTIFICATION_KEY: is empty, so notifications of HCP Terraform are not taken.',
    ]);
  });

  test('a signing secret that does not look like one is warned about, without showing it', () => {
    const warningsOf = (SLACK_SIGNING_SECRET: string) => read({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET }).warnings;
    expect(warningsOf('0123456789abcdef0123456789ABCDEF')).toEqual([]);
    expect(warningsOf('client-secret')).toEqual([
      'SLACK_SIGNING_SECRET: does not look like a signing secret (32 hexadecimal digits). Copy it from Basic Information.',
    ]);
  });

  test('the password of the database is known as a secret, wherever it stands', () => {
    const secretsOf = (url: string): readonly string[] => read({ DATABASE_URL: url }).secretValues().slice(3);
    expect(secretsOf('postgres://me:p%40ss-word@host/db')).toEqual(['p%40ss-word', 'p@ss-word']);
    expect(secretsOf('postgres://me:socket-word@/db?host=/run'), 'no URL for a browser').toEqual(['socket-word']);
    expect(secretsOf('postgres://host/db?user=me&password=query-word&sslpassword=key-word')).toEqual([
      'query-word',
      'key-word',
    ]);
    expect(secretsOf('postgres://host/db')).toEqual([]);
  });
});
