import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import { SettingsFault } from '../../src/settings/fault.ts';
import { decodeText, sayUnreadable } from '../../src/settings/read-text.ts';

const GOOD = { SLACK_BOT_TOKEN: 'xoxb-good', SLACK_APP_TOKEN: 'xapp-good', TFE_TOKEN: 'good.atlasv1.token' };

/** The variables besides the three valid tokens, and what is printed. */
type Row = readonly [given: Readonly<Record<string, string>>, ...printed: readonly string[]];

const QUOTES = 'is in quotes, which docker --env-file keeps. Write it without quotes.';
const PROXY_URL = 'is not a valid URL. Write http://user:password@proxy:3128.';

const MALFORMED: readonly Row[] = [
  [{ SLACK_BOT_TOKEN: '"xoxb-secret"' }, `SLACK_BOT_TOKEN: ${QUOTES}`],
  [{ TFE_TOKEN: "'secret'" }, `TFE_TOKEN: ${QUOTES}`],
  [{ PORT: '"8080"' }, `PORT: ${QUOTES}`],
  [{ DATABASE_URL: '"postgres://bot:secret@db/tf"' }, `DATABASE_URL: ${QUOTES}`],
  [{ TFE_TOKEN: 'Bearer secret' }, 'TFE_TOKEN: begins with "Bearer". Give only the token.'],
  [
    { TFE_TOKEN: 'Authorization: Bearer secret' },
    'TFE_TOKEN: begins with "Authorization: Bearer". Give only the token.',
  ],
  [{ TFE_TOKEN: 'TFE_TOKEN=secret' }, 'TFE_TOKEN: begins with "TFE_TOKEN=". Give only what follows it.'],
  [{ SLACK_APP_TOKEN: 'xapp-sec ret' }, 'SLACK_APP_TOKEN: contains a space. Remove it.'],
  [{ TFE_TOKEN: 'sec\nret' }, 'TFE_TOKEN: contains a line break. Give only the value, on one line.'],
  [
    { SLACK_BOT_TOKEN: 'xoxb-sec\u200bret' },
    'SLACK_BOT_TOKEN: contains an invisible character (U+200B). Copy the value again.',
  ],
  [
    { SLACK_BOT_TOKEN: 'xoxb-…' },
    'SLACK_BOT_TOKEN: contains "…" (U+2026), which no token contains. Copy the whole value.',
  ],
  [
    { TFE_TOKEN: '$TFE_TOKEN' },
    'TFE_TOKEN: is "$TFE_TOKEN", the name of a variable that was not replaced. Give its value.',
  ],
  [{ TFE_TOKEN: '<secret>' }, 'TFE_TOKEN: is in brackets, like a placeholder. Write only the value.'],
  [{ TFE_TOKEN: '{{ secret }}' }, 'TFE_TOKEN: is in brackets, like a placeholder. Write only the value.'],
  [{ SLACK_BOT_TOKEN: 'xapp-secret' }, 'SLACK_BOT_TOKEN: is an app-level token, which belongs in SLACK_APP_TOKEN.'],
  [{ SLACK_BOT_TOKEN: 'xoxp-secret' }, "SLACK_BOT_TOKEN: is a user token; the bot needs the app's bot token (xoxb-…)."],
  [{ SLACK_APP_TOKEN: 'xoxb-secret' }, 'SLACK_APP_TOKEN: is a bot token, which belongs in SLACK_BOT_TOKEN.'],
  [{ TFE_TOKEN: 'xoxb-secret' }, 'TFE_TOKEN: is a bot token, which belongs in SLACK_BOT_TOKEN.'],
  [
    { METRICS_PORT: 'tcp://10.96.0.17:9090' },
    'METRICS_PORT: is "tcp://10.96.0.17:9090", which Kubernetes sets for a Service named "metrics". Set enableServiceLinks: false for the pod, or rename the Service.',
  ],
  [{ PORT: '80a' }, 'PORT: has to be a port from 0 to 65535, not "80a".'],
  [
    { DATABASE_URL: 'postgres://bot:pa#secret@db/tf' },
    'DATABASE_URL: the password contains "#". Percent-encode it as %23.',
  ],
  [
    { DATABASE_URL: 'postgres://bot:12/secret@db/tf' },
    'DATABASE_URL: the password contains "/". Percent-encode it as %2F.',
  ],
  [
    { DATABASE_URL: 'postgres://bot:pa?secret@db/tf' },
    'DATABASE_URL: the password contains "?". Percent-encode it as %3F.',
  ],
  [
    { DATABASE_URL: 'postgres://bot:pa@secret@db/tf' },
    'DATABASE_URL: the password contains "@". Percent-encode it as %40.',
  ],
  [
    { DATABASE_URL: 'postgres://bot:100%secret@db/tf' },
    'DATABASE_URL: the password contains "%". Percent-encode it as %25.',
  ],
  [
    { DATABASE_URL: 'postgres://bot@corp:secret@db/tf' },
    'DATABASE_URL: the user contains "@". Percent-encode it as %40.',
  ],
  [
    { DATABASE_URL: 'postgres://bot:secret@db:99999/tf' },
    'DATABASE_URL: the port is not valid. Give a number from 1 to 65535, or leave it out.',
  ],
  [
    { DATABASE_URL: 'postgres://bot:secret@one,two/tf' },
    'DATABASE_URL: names several hosts, and only one is supported. Give the primary, which accepts writes.',
  ],
  [
    { DATABASE_URL: 'postgres://bot:secret@db/tf?sslrootcert=/no/ca.pem' },
    'DATABASE_URL: names a file that cannot be read (ENOENT: /no/ca.pem). Check the path in sslrootcert, sslcert or sslkey, and its rights.',
  ],
  [
    { DATABASE_URL: `postgres://bot:secret@db/tf?sslrootcert=${import.meta.filename}` },
    'DATABASE_URL: sslrootcert names a file that holds no certificate (PEM).',
  ],
  [
    { DATABASE_URL: 'mysql://bot:secret@db/tf' },
    'DATABASE_URL: does not look like postgres://user:password@host:5432/database.',
  ],
  [
    { HTTPS_PROXY: 'http://user:p%secret@proxy:3128' },
    'HTTPS_PROXY: the user or password contains "%". Percent-encode it as %25.',
  ],
  [
    { https_proxy: 'http://user:p/secret@proxy:3128' },
    'https_proxy: the password contains "/". Percent-encode it as %2F.',
  ],
  [{ HTTP_PROXY: 'proxy:port' }, `HTTP_PROXY: ${PROXY_URL}`],
  [
    { ALL_PROXY: 'socks5://proxy:1080' },
    'ALL_PROXY: names a SOCKS proxy, which is not supported. Give an HTTP proxy, such as http://proxy:3128.',
  ],
  [{ HTTPS_PROXY: 'ftp://proxy' }, 'HTTPS_PROXY: has to begin with http:// or https://, as in http://proxy:3128.'],
  [
    { NO_PROXY: 'localhost,10.0.0.0/99' },
    'NO_PROXY: has "10.0.0.0/99" in it, which is not a host, address or range. Write for example .corp.example, 10.0.0.0/8 or localhost.',
  ],
  [
    { TFE_TOKEN: '', TFE_TOKEN_FILE: '/latin1' },
    'TFE_TOKEN_FILE: names a file that is not UTF-8: byte 0xFC, which is "ü" in Latin-1. Save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8',
  ],
  [
    { SLACK_BOT_TOKEN: '', SLACK_BOT_TOKEN_FILE: '/utf16' },
    'SLACK_BOT_TOKEN_FILE: names a file that is UTF-16, not UTF-8; Windows PowerShell writes that with ">". Save it as UTF-8.',
  ],
  [{ TFE_TOKEN: '', TFE_TOKEN_FILE: '/quoted' }, `TFE_TOKEN_FILE: ${QUOTES}`],
];

const FILES: Readonly<Record<string, Buffer>> = {
  '/latin1': Buffer.from('z\u00fcrich-secret', 'latin1'),
  '/utf16': Buffer.from('\ufeffxoxb-secret', 'utf16le'),
  '/quoted': Buffer.from('"secret"\n'),
};

const readFile = (path: string): string => decodeText(FILES[path] ?? readFileSync(path));

function printed(variables: Readonly<Record<string, string>>): readonly string[] {
  try {
    readEnvironment({ ...GOOD, ...variables }, readFile);
    return [];
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
}

const titleOf = (given: Row[0]): string =>
  Object.entries(given)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${JSON.stringify(value.replace(import.meta.dirname, '…'))}`)
    .join(' ');

describe('what is printed for a setting that is malformed', () => {
  for (const [given, ...faults] of MALFORMED) {
    test(`${titleOf(given)}  →  ${faults.join(' | ')}`, () => {
      const said = printed(given);
      expect(said).toEqual(faults);
      expect(said.join('\n'), 'a secret is not printed').not.toMatch(/secret/);
    });
  }

  test('there are at least thirty', () => expect(MALFORMED.length).toBeGreaterThan(30));
});

const LINES = ['version: 1', 'everywhere:', '  organization: Z\u00fcrich', ''];

const ENCODINGS: readonly (readonly [string, Buffer, string])[] = [
  [
    'Latin-1',
    Buffer.from(LINES.join('\n'), 'latin1'),
    'actions.yml:3:18 is not UTF-8: byte 0xFC, which is "ü" in Latin-1. Save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8',
  ],
  [
    'UTF-16 with a byte order mark',
    Buffer.from(`\ufeff${LINES.join('\n')}`, 'utf16le'),
    'actions.yml is UTF-16, not UTF-8; Windows PowerShell writes that with ">". Save it as UTF-8.',
  ],
  [
    'UTF-16 without one',
    Buffer.from(LINES.join('\n'), 'utf16le').swap16(),
    'actions.yml is UTF-16, not UTF-8; Windows PowerShell writes that with ">". Save it as UTF-8.',
  ],
  [
    'lines that end with CR alone',
    Buffer.from(LINES.join('\r')),
    'actions.yml ends its lines with CR alone, as old Macs did. Save it with LF (or CR LF) line ends.',
  ],
];

test.each(ENCODINGS)('a file in %s', (_, bytes, said) => {
  const read = (): string => decodeText(bytes);
  expect(read).toThrow();
  try {
    read();
  } catch (error) {
    expect(sayUnreadable('actions.yml', error)).toBe(said);
  }
});

test('UTF-8 is read as it is: with a byte order mark, with CR LF, and with a replacement character that stands in it', () => {
  for (const text of ['\ufeffa: 1\r\nb: 2\r\n', 'a: "\ufffd"', '']) expect(decodeText(Buffer.from(text))).toBe(text);
  const marked =
    '\ufeffversion: 1\npeople: { ana: U0ANA00001 }\neverywhere: { organization: acme, requesters: [ana] }\nenvironments: { prod: { workspace: p } }\nactions: { a: { address: action.a.b, environments: [prod] } }\n';
  expect(parseAllowlist(decodeText(Buffer.from(marked)), 'actions.yml', new Map()).entries.length).toBe(1);
});
