import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCheck } from '../../src/cli/check.ts';
import { jsonSchema, printSchema } from '../../src/cli/schema.ts';
import { compiled } from '../compiled.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SHIPPED = join(ROOT, 'config', 'actions.yml');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf-action-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const GOOD = `version: 1
people: { ana: U0ANA00001 }
connections: [eu]
everywhere: { organization: acme, requesters: [ana] }
environments: { prod: { workspace: acme-prod, connection: eu } }
actions: { cleanup: { address: action.a.b, environments: [prod] } }
`;

function write(text: string): string {
  const file = join(folder, 'actions.yml');
  writeFileSync(file, text);
  return file;
}

function check(file: string, env: Readonly<Record<string, string>> = {}): { code: number; lines: readonly string[] } {
  const lines: string[] = [];
  const code = runCheck({ file, env, write: (line) => void lines.push(line) });
  return { code, lines };
}

test('a good allowlist is a table of its entries, and 0', () => {
  const { code, lines } = check(SHIPPED);
  expect(code).toBe(0);
  expect(lines).toEqual([
    'ACTION    ENVIRONMENT  WORKSPACE          MAY REQUEST           MUST APPROVE            APPLY',
    'cleanup   staging      acme/acme-staging  devs or sre           -                       automatic',
    '    module.utils.action.aws_lambda_invoke.cleanup',
    '    parameters: older_than_days (integer)',
    'cleanup   prod         acme/acme-prod     devs or sre           1 of sre                automatic',
    '    module.utils.action.aws_lambda_invoke.cleanup',
    '    parameters: older_than_days (integer)',
    'failover  prod         acme/acme-prod     devs or sre, and sre  1 of sre, and 1 of ben  by_hand',
    '    action.aws_lambda_invoke.failover',
    '',
    expect.stringMatching(
      /actions\.yml: 3 entries \(2 actions in 2 environments\), no faults\. SHA-256 [0-9a-f]{12}…$/,
    ),
  ]);
});

test('the table is at most 100 columns wide, and loses nothing', () => {
  const people = Array.from({ length: 30 }, (_, index) => `person-with-a-long-name-${index}`);
  const text = GOOD.replace(
    '{ ana: U0ANA00001 }',
    `{ ${people.map((name, at) => `${name}: U0${at}AAAAAA`).join(', ')} }`,
  )
    .replace('[ana]', `[${people.join(', ')}]`)
    .replace('action.a.b', `module.${'m'.repeat(150)}.action.a.b`);
  const { code, lines } = check(write(text));
  expect(code).toBe(0);
  const table = lines.slice(0, -3);
  expect(table.filter((line) => line.length > 100)).toEqual([]);
  for (const name of people) expect(table.filter((line) => line.includes(name)).length, name).toBeGreaterThan(0);
  expect(table.map((line) => line.trim()).join('')).toContain(`module.${'m'.repeat(150)}.action.a.b`);
});

test('a faulty one is its faults, how many they are, and 1', () => {
  const file = write(GOOD.replace('[ana]', '[anna]').replace('acme-prod,', 'acme-prod, cooldown: 5,'));
  expect(check(file)).toEqual({
    code: 1,
    lines: [
      `${file}:4:48 everywhere.requesters[0]: "anna" is not in people. Did you mean ana?`,
      `${file}:5:57 environments.prod.cooldown: has to be a duration, but is the number 5. Write it such as 5s, 30m, 1h30m or 2d; from 1s to 365d.`,
      `${file}: 2 faults.`,
    ],
  });
});

test('values that could be too long to be shown whole are a warning, and 0; what never fits is a fault', () => {
  const texts = (count: number, more = '') =>
    Array.from({ length: count }, (_, index) => `t${index}: { variable: t${index}, type: string${more} }`).join(', ');
  const withTexts = (parameters: string) =>
    GOOD.replace('environments: [prod] }', `environments: [prod],\n  parameters: { ${parameters} } }`);
  const wordy = write(withTexts(texts(8)));
  const { code, lines } = check(wordy);
  expect(code).toBe(0);
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(
      /^Warning: .*actions\.yml:7:3 actions\.cleanup\.parameters: values in prod can be [\d,]+ characters longer than one Slack message can show, and such a request is refused\. Lower max_length of t0, t1, t2, t3, t4, 3 more\.$/,
    ),
    expect.stringMatching(/: 1 entry \(1 action in 1 environment\), no faults, 1 warning\. /),
  ]);
  expect(check(write(withTexts(texts(7)))).lines.join('\n')).not.toContain('Warning');

  const never = check(write(withTexts(texts(8, ', min_length: 1000'))));
  expect(never.code).toBe(1);
  expect(never.lines[0]).toMatch(
    /actions\.cleanup: cannot be shown whole in prod: even the shortest values of its parameters take [\d,]+ characters more/,
  );
  const many = Array.from({ length: 600 }, (_, index) => `a${index}: U0APPROVER${1_000 + index}`).join(', ');
  const crowd = Array.from({ length: 600 }, (_, index) => `a${index}`).join(', ');
  const crowded = check(
    write(
      GOOD.replace('ana: U0ANA00001', `ana: U0ANA00001, ${many}`).replace(
        'environments: [prod] }',
        `environments: [prod], approval: { required: [{ from: [${crowd}] }] } }`,
      ),
    ),
  );
  expect(crowded.code).toBe(1);
  expect(crowded.lines[0]).toMatch(
    /those who must approve take [\d,]+ characters more than one Slack message has\. Name user groups instead of people/,
  );
});

test('text that ends where a comment begins is pointed at, wherever people wrote it', () => {
  const file = write(`version: 1
people: { ana: U0ANA00001 } # Ana
everywhere: { organization: acme, requesters: [ana] }
environments:
  prod: { workspace: acme-prod }
actions:
  cleanup:
    description: Delete build #1
    address: action.a.b # the one in the root module
    environments:
      prod:
        description: 'In quotes #2'   # is whole
    parameters:
      note:
        description: Age #3
        variable: note # of the root module
        type: string
        default: room #4
      size:
        variable: size
        type: enum
        values:
          - small # 5
          - "large #6"
        default: small
      name: { variable: name, type: integer, default: 7 } # 7 days
freezes:
  - name: weekend #8
    starts: 0 16 * * 5 # Friday
    lasts: 64h
    reason: Ticket #9
`);
  const { code, lines } = check(file);
  const cut = (at: string, path: string, text: string, whole: string) =>
    `Warning: ${file}:${at} ${path}: is cut to "${text}": a # after a space starts a comment. Put the text in quotes: "${whole}". If you meant a comment, move it to its own line.`;
  expect(lines.filter((line) => line.startsWith('Warning'))).toEqual([
    cut('8:31', 'actions.cleanup.description', 'Delete build', 'Delete build #1'),
    cut('15:26', 'actions.cleanup.parameters.note.description', 'Age', 'Age #3'),
    cut('18:23', 'actions.cleanup.parameters.note.default', 'room', 'room #4'),
    cut('23:19', 'actions.cleanup.parameters.size.values[0]', 'small', 'small # 5'),
    cut('28:19', 'freezes[0].name', 'weekend', 'weekend #8'),
    cut('31:20', 'freezes[0].reason', 'Ticket', 'Ticket #9'),
  ]);
  expect(code).toBe(0);
  const empty = check(write(GOOD.replace('address:', '"description": #1\n  , address:')));
  expect(empty.lines.join('\n')).toContain('but is empty. Write the text, and put it in quotes if it contains a #.');
});

test('one that cannot be read is 2, with the way out', () => {
  const file = join(folder, 'nowhere.yml');
  const wayOut = 'Check its path and its rights, or name another file: tf-action check <file>';
  expect(check(file)).toEqual({ code: 2, lines: [`${file} cannot be read (ENOENT). ${wayOut}`] });
  expect(check(folder)).toEqual({ code: 2, lines: [`${folder} cannot be read (EISDIR). ${wayOut}`] });
});

test('a name in Latin-1 is a fault at its place, and reaches no Terraform as another name', () => {
  const file = join(folder, 'actions.yml');
  writeFileSync(file, Buffer.from(GOOD.replace('acme-prod', 'Z\u00fcrich'), 'latin1'));
  expect(check(file)).toEqual({
    code: 1,
    lines: [
      `${file}:5:37 is not UTF-8: byte 0xFC, which is "\u00fc" in Latin-1. Save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8`,
      `${file}: 1 fault.`,
    ],
  });
});

test('connections are held against the environment where it has a token, and else it says that they are not', () => {
  const file = write(GOOD);
  const anywhere = check(file);
  expect(anywhere.code).toBe(0);
  expect(anywhere.lines).toContain('The connections were not checked, since no TFE_TOKEN is set here.');
  expect(check(file, { TFE_TOKEN: 'x' })).toEqual({
    code: 1,
    lines: [
      `${file}:3:15 connections[0]: "eu" has no TFE_TOKEN_EU in the environment. Set it, or take the name out.`,
      `${file}: 1 fault.`,
    ],
  });
  const here = check(file, { TFE_TOKEN: 'x', TFE_TOKEN_EU_FILE: '/run/eu', TFE_ORGANIZATION_EU: 'acme-eu' });
  expect(here.code).toBe(0);
  expect(here.lines.join('\n')).toContain('acme-eu/acme-prod (eu)');
});

test('the schema is printed as it is kept', () => {
  const lines: string[] = [];
  expect(printSchema({ write: (line) => void lines.push(line) })).toBe(0);
  expect(`${lines.join('\n')}\n`).toBe(jsonSchema());
});

test('the command ends with these codes', () => {
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [compiled('src/cli/tf-action.ts'), ...words], {
      cwd: ROOT,
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
  const good = run('check');
  expect(good.stdout).toContain('config/actions.yml: 3 entries (2 actions in 2 environments), no faults.');
  expect(good.status).toBe(0);
  const faulty = run('check', write('version: 2\n'));
  expect(faulty.stdout).toContain(':1:10 version: has to be 1, but is the number 2.');
  expect(faulty.status).toBe(1);
  expect(run('check', join(folder, 'nowhere.yml')).status).toBe(2);
}, 120_000);
