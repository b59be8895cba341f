import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/settings/environment.ts';
import { APP, BOT, faultsOf, filesOf, read, TFE } from './read-environment.ts';

describe('secrets in files', () => {
  test('each secret may stand in a file', () => {
    const files = new Map([
      ['/run/bot', `${BOT}\n`],
      ['/run/signing', 'planted-signing-secret'],
      ['/run/tfe', `  ${TFE}\r\n`],
      ['/run/apply', 'planted-apply-secret'],
      ['/run/eu', 'planted-eu-secret'],
      ['/run/key', 'planted-key-secret'],
      ['/run/database', 'postgres://me:planted-database-secret@host/db\n'],
    ]);
    const environment = readEnvironment(
      {
        SLACK_BOT_TOKEN_FILE: '/run/bot',
        SLACK_SIGNING_SECRET_FILE: '/run/signing',
        TFE_TOKEN_FILE: '/run/tfe',
        TFE_APPLY_TOKEN_FILE: '/run/apply',
        TFE_TOKEN_EU_FILE: '/run/eu',
        TFE_NOTIFICATION_KEY_FILE: '/run/key',
        DATABASE_URL_FILE: '/run/database',
      },
      filesOf(files),
    );
    expect(environment.slack.botToken.current()).toBe(BOT);
    expect(environment.connections.map(({ name, token }) => [name, token.current()])).toEqual([
      [undefined, TFE],
      ['eu', 'planted-eu-secret'],
    ]);
    expect(environment.database).toEqual({ databaseUrl: 'postgres://me:planted-database-secret@host/db' });
    expect([...environment.secretValues()].sort()).toEqual(
      [
        BOT,
        TFE,
        'planted-apply-secret',
        'planted-database-secret',
        'planted-eu-secret',
        'planted-key-secret',
        'planted-signing-secret',
      ].sort(),
    );
  });

  test('given twice, not to be read, empty, malformed', () => {
    const files = filesOf(
      new Map([
        ['/empty', '\n'],
        ['/bad', 'planted-secret'],
      ]),
    );
    expect(
      faultsOf(
        {
          SLACK_BOT_TOKEN: BOT,
          SLACK_BOT_TOKEN_FILE: '/bot',
          SLACK_APP_TOKEN_FILE: '/bad',
          TFE_TOKEN_FILE: '/no',
          TFE_TOKEN_EU_FILE: '/empty',
        },
        files,
      ),
    ).toEqual([
      'SLACK_BOT_TOKEN: is given twice, also as SLACK_BOT_TOKEN_FILE. Remove one of them.',
      'SLACK_APP_TOKEN_FILE: does not look like an app-level token (xapp-…) with connections:write.',
      'TFE_TOKEN_FILE: names a file that cannot be read (ENOENT); check its path and its rights.',
      'TFE_TOKEN_EU_FILE: names an empty file; write the secret into it.',
    ]);
  });

  test('a renewed token is read again, a half-written or vanished one is not, and the old one stays hidden', () => {
    const files = new Map([['/run/bot', BOT]]);
    const environment = readEnvironment(
      { SLACK_BOT_TOKEN_FILE: '/run/bot', SLACK_APP_TOKEN: APP, TFE_TOKEN: TFE },
      filesOf(files),
    );
    const { botToken } = environment.slack;
    expect(botToken.reread(), 'nothing is new').toBe(false);
    for (const bad of ['', 'xoxb', 'xoxb-half written']) {
      files.set('/run/bot', bad);
      expect(botToken.reread()).toBe(false);
      expect(botToken.current()).toBe(BOT);
    }
    files.delete('/run/bot');
    expect(botToken.reread()).toBe(false);
    files.set('/run/bot', 'xoxb-renewed\n');
    expect(botToken.reread()).toBe(true);
    expect(botToken.current()).toBe('xoxb-renewed');
    expect(environment.secretValues()).toEqual([BOT, 'xoxb-renewed', APP, TFE]);
    expect(environment.connections[0]?.token.reread(), 'one without a file has nothing to read').toBe(false);
  });
});

test('a secret is not printed, however somebody tries', () => {
  const { token } = read({}).connections[0] ?? {};
  const printed = [
    String(token),
    `${token}`,
    JSON.stringify({ token }),
    inspect({ deep: { token } }, { depth: 9, showHidden: true }),
    inspect(token, { showHidden: true, getters: true }),
    JSON.stringify(Object.entries(token ?? {})),
    inspect(read({ TFE_NOTIFICATION_KEY: 'planted-key' }), { depth: 9 }),
    JSON.stringify(read({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'planted-signing' })),
  ];
  expect(printed.slice(0, 3)).toEqual(['[secret]', '[secret]', '{"token":"[secret]"}']);
  for (const text of printed) expect(text).not.toMatch(/planted/);
});
