import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, cutText, MASKED, maskSecrets, stripUnseen } from '../../src/domain/clean-text.ts';

// Assembled here, so that no scanner takes them for real secrets.
const KEY_ID = `AKIA${'ABCDEFGHIJKLMNOP'}`;
const JWT = `${'eyJhbGciOiJIUzI1NiJ9'}.${'eyJzdWIiOiIxMjM0NTY3ODkwIn0'}.${'dozjgNryP4J3jVmNHl0w5N'}`;
const SLACK = `xox${'b'}-1234567890-abcdefghijkl`;
const ATLAS = `Ab12Cd34Ef56Gh.${'atlasv1'}.${'0123456789abcdefghijklmnopqrstuvwxyz'}`;
const GITHUB = `ghp_${'0123456789abcdefghijklmnopqrstuvwxyz'}`;
const AWS_SECRET = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`;
const BEGIN = `-----BEGIN RSA ${'PRIVATE'} KEY-----`;
const END = `-----END RSA ${'PRIVATE'} KEY-----`;

test.each([
  ['colours', '\u001b[31mred\u001b[0m \u001b[1;38;5;208mbold\u001b[m', 'red bold'],
  ['an eight-bit CSI', '\u009b31mred', 'red'],
  ['a link', '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u001b\\ me', 'click me'],
  ['a title that never ends', 'a\u001b]0;owned', 'a'],
  ['a charset', '\u001b(Btext', 'text'],
  ['moves of the cursor', '1\u001b[2K\u001b[1A2', '12'],
  ['bidi overrides', 'a\u202egnp.exe\u202c\u2066b\u2069\u200e', 'agnp.exeb'],
  ['zero-width characters', 'to\u200bken\u2060\ufeff', 'token'],
  ['tags', `a${String.fromCodePoint(0xe0041, 0xe007f)}b`, 'ab'],
  ['control characters', 'a\u0000b\u0007c\u0008d\u007fe\u0085f', 'abcde\nf'],
  ['the ends of lines', 'a\r\nb\rc\u2028d\u2029e', 'a\nb\nc\nd\ne'],
  ['a lone half of a character', 'a\ud800b', 'ab'],
])('%s go', (_, text, seen) => {
  expect(stripUnseen(text)).toBe(seen);
});

test('tabs, ends of lines and letters of all kinds stay', () => {
  const text = 'a\tb\ndéjà vide ✓ 日本語 🚀 עברית';
  expect(stripUnseen(text)).toBe(text);
});

test('whatever comes in, no control character, bidi mark or terminal code is left', () => {
  const nasty = fc.constantFrom('\u001b', '\u001b[', '\u009b', '\u001b]', '\u0007', '\u202e', '\u200b', '\r', 'm', 'a');
  const any = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));
  fc.assert(
    fc.property(fc.array(fc.oneof(nasty, any), { maxLength: 60 }), (parts) => {
      expect(stripUnseen(parts.join(''))).not.toMatch(/[^\P{Cc}\n\t]|\p{Cf}|\p{Cs}/u);
    }),
  );
});

test.each([
  ['a key id of AWS', `id ${KEY_ID} used`, KEY_ID],
  ['a JSON web token', `got ${JWT}.`, JWT],
  ['a token of Slack', `with ${SLACK}`, SLACK],
  ['a token of HCP Terraform', `with ${ATLAS} now`, ATLAS],
  ['a token of GitHub', `with ${GITHUB}`, GITHUB],
  ['an Authorization header', 'Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
  ['a Bearer by itself', 'sent bearer abcdef123456', 'abcdef123456'],
  ['a password', 'password = "hunter2 and more"', 'hunter2'],
  ['a password in JSON', '{"db_password":"hunter2"}', 'hunter2'],
  ['a password in escaped JSON', String.raw`{\"db_password\":\"hunter2\"}`, 'hunter2'],
  ['a token in YAML', 'api_token: hunter2', 'hunter2'],
  ['a secret in an environment', 'CLIENT_SECRET=hunter2', 'hunter2'],
  ['both sides of a diff', '~ password = "hunter1" -> "hunter2"', 'hunter'],
  ['a heredoc', 'secret = <<-EOT\nhunter2\n  EOT\nafter', 'hunter2'],
  ['userinfo of an address', 'to https://ana:hunter2@example.com/x', 'hunter2'],
  ['a connection string', 'postgres://ana:hun/ter2@db:5432/app', 'ter2'],
  ['a signed address', 'GET https://s3.example.com/o?X-Amz-Signature=hunter2&x=1', 'hunter2'],
  ['the address of a log', 'https://archivist.terraform.io/v1/object/hunter2', 'hunter2'],
  ['the address of a webhook', 'https://hooks.slack.com/services/T0/B0/hunter2', 'hunter2'],
  ['a secret key of AWS by itself', `${KEY_ID} ${AWS_SECRET}`, AWS_SECRET],
  ['a token of Vault as it was', `with s.${'AbCdEfGhIjKlMnOpQrStUvWx'}`, 'AbCdEf'],
  ['a token of Vault', `with hvs.${'CAESIAbCdEfGhIjKlMnOp'}`, 'CAESI'],
  ['an option of a command', 'ran job --db-password hunter2 --verbose', 'hunter2'],
  ['what curl takes', 'curl -u ana:hunter2 https://x', 'hunter2'],
  ['hex after a name', `the token is ${'0123456789abcdef'.repeat(2)}`, '0123456789abcdef'],
  ['base64 in a line', `key ${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w'.repeat(2)} ends`, 'QUJDRE'],
  ['a password that is followed by words', 'password: hunter2 was refused', 'hunter2'],
  ['a password that is a word', 'password=the', 'the'],
  ['a private key', `${BEGIN}\nhunter2\n${END}\nafter`, 'hunter2'],
  ['a private key that was cut off', `${BEGIN}\nhunter2`, 'hunter2'],
  ['a private key that begins before', `hunter2\n${END}\nafter`, 'hunter2'],
])('%s is masked', (_, text, secret) => {
  const masked = maskSecrets(text);
  expect(masked).toContain(MASKED);
  expect(masked).not.toContain(secret);
});

test('what is around a secret stays, and what is none is left alone', () => {
  expect(maskSecrets(`id ${KEY_ID} used`)).toBe(`id ${MASKED} used`);
  expect(maskSecrets('password = "a" and more')).toBe(`password = ${MASKED} and more`);
  for (const text of [
    'Error: Job run failed',
    'The token was refused by the service.',
    'password = (sensitive value)',
    'https://app.terraform.io/app/acme/workspaces/prod/runs/run-CZcmD7eagjhyX0vN',
    'module.platform["eu"].action.opsdemo_job_run.reindex["nightly"]',
    'keys: 812',
    'basic authentication is off',
  ]) {
    expect(maskSecrets(text)).toBe(text);
  }
});

test.each([
  'Error: Missing required token: the provider needs one to be configured.',
  'Error: No valid credential sources found\n\nPlease see https://registry.terraform.io/providers/hashicorp/aws\nfor more information about providing credentials.',
  'Error: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata',
  'Error: Invalid credentials: no matching profile in ~/.aws/credentials',
  'operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 2f9c1a6e-7d0b-4c3e-9a51-0b8f4a1d2c3e, api error ExpiredToken: The security token included in the request is expired',
  '  on main.tf line 12, in resource "aws_db_instance" "main":\n  12:   password = var.db_password',
  'The given value is not suitable for var.db_password declared at variables.tf:3,1-23: a string is required.',
  'random_password.db: Creating...\naws_secretsmanager_secret.example: Creation complete after 1s [id=arn:aws:secretsmanager:eu-west-1:123456789012:secret:example-AbCdEf]',
  'Error: reading Secrets Manager Secret my-application-secret-2024-production: AccessDeniedException',
  'Error: Inappropriate value for attribute "tokens": element 0: string required.',
  '"client_secret": one of `client_secret,client_certificate` must be specified',
  '- Installed hashicorp/aws v6.2.0 (signed by HashiCorp, key ID 0C0AF313E5FD9F80)',
  'h1:Ndo9Gh8Fk3Lm2Pq7Rs4Tu6Vw8Xy0Za1Bc3De5Fg7Hi9=',
  'image sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 not found',
  'commit 3f786850e387550fdab836ed7e6dc881de23001b is not on main',
  'Error: Unsupported attribute: module.platform["eu"].access_key_id, "token" = null',
  'The token expired; run terraform login, and check --token-file and the key.',
  'Error acquiring the state lock: ConditionalCheckFailedException: The conditional request failed',
  'dial tcp: lookup vault.internal on 10.0.0.2:53: no such host',
])('what Terraform and its providers say stays as it is: %s', (text) => {
  expect(maskSecrets(text)).toBe(text);
});

test('a known secret goes wherever it stands, also as part of an address, and a longer one before a shorter', () => {
  const known = ['s3cr3t/with+signs', 's3cr3t/with+signs-and-more'];
  const text = `a s3cr3t/with+signs-and-more b ${encodeURIComponent('s3cr3t/with+signs')} c`;
  expect(maskSecrets(text, known)).toBe(`a ${MASKED} b ${MASKED} c`);
});

test('a known secret goes each time it occurs in a line, plain and escaped', () => {
  const known = ['s3cr3t/with+signs'];
  const text = known.flatMap((secret) => [secret, encodeURIComponent(secret), secret, encodeURIComponent(secret)]);
  expect(maskSecrets(text.join(' '), known)).toBe(text.map(() => MASKED).join(' '));
});

test('a known secret that is empty or very short tears no holes', () => {
  expect(maskSecrets('a plain text', ['', 'a', 'plain'])).toBe('a plain text');
});

test('a secret that a control character was put into is masked all the same', () => {
  expect(cleanText('x planted\u200b-secret\u001b[0m-value y', 100, ['planted-secret-value'])).toBe(`x ${MASKED} y`);
});

test('is cut by code points, with an ellipsis, and only after masking', () => {
  expect(cutText('🚀🚀🚀', 3)).toBe('🚀🚀🚀');
  expect(cutText('🚀🚀🚀🚀', 3)).toBe('🚀🚀…');
  expect(cleanText(`${'x '.repeat(7)}planted-secret-value`, 20, ['planted-secret-value'])).not.toContain('planted');
});

test('of megabytes only the start counts, and no half of a secret is left where that ends', () => {
  const secret = 'planted-secret-value';
  expect(cleanText('a'.repeat(10 * 1024 * 1024), 300)).toBe('');
  expect(cleanText('bad gateway '.repeat(1_000_000), 300)).toMatch(/^bad gateway bad .*…$/);
  for (let before = 65_510; before <= 65_540; before += 1) {
    const text = `${' '.repeat(before)}${secret} ${'x '.repeat(10_000)}`;
    expect(cleanText(text, 300, [secret])).not.toContain('planted');
  }
});

test('64 KB of anything are cleaned soon', { timeout: 10_000 }, () => {
  const size = 64 * 1024;
  const texts = [
    'password=',
    'a',
    '\u001b[',
    '"',
    'https://',
    'eyJ',
    '-----BEGIN A-----',
    'x.atlasv1.',
    'token ',
    '\\',
  ];
  for (const part of texts) {
    const began = performance.now();
    cleanText(part.repeat(Math.ceil(size / part.length)), 1_500);
    expect(performance.now() - began, part).toBeLessThan(2_000);
  }
});
