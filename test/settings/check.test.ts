import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCheck } from '../../src/cli/check.ts';
import { jsonSchema, printSchema } from '../../src/cli/schema.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function check(text: string, env: Readonly<Record<string, string>> = {}): { code: number; lines: readonly string[] } {
  const file = join(folder, 'actions.yml');
  writeFileSync(file, text);
  const lines: string[] = [];
  const code = runCheck({ file, env, write: (line) => lines.push(line.replaceAll(file, 'actions.yml')) });
  return { code, lines };
}

const GOOD = `version: 1
people: { devs: S0DEVS0001, sre: S0SRE00001, ben: U0BEN00001 }
connections: [eu]
everywhere: { organization: acme, requesters: [devs, sre] }
environments:
  prod: { workspace: acme-prod }
  eu: { workspace: acme-eu, connection: eu, organization: acme-eu }
actions:
  cleanup:
    address: action.aws_lambda_invoke.cleanup
    environments: [prod]
    parameters: { days: { variable: days, type: integer }, dry: { variable: dry, type: boolean } }
  failover:
    address: module.db.action.aws_lambda_invoke.failover
    requesters: everyone
    environments:
      eu: { approval: { required: [{ from: [sre, ben], count: 2 }, { from: ben }] }, apply: by_hand, requesters: [sre] }
`.replace('    requesters: everyone\n', '');

test('a good file is printed as the table of its entries', () => {
  const { code, lines } = check(GOOD, { TFE_TOKEN: 'x', TFE_TOKEN_EU: 'y' });
  expect(code).toBe(0);
  expect(lines.slice(0, -1)).toEqual([
    'ACTION    ENVIRONMENT  WORKSPACE             ADDRESS                                      MAY REQUEST           MUST APPROVE                   APPLY      PARAMETERS',
    'cleanup   prod         acme/acme-prod        action.aws_lambda_invoke.cleanup             devs or sre           -                              automatic  days (integer), dry (boolean)',
    'failover  eu           acme-eu/acme-eu (eu)  module.db.action.aws_lambda_invoke.failover  devs or sre, and sre  2 of sre or ben, and 1 of ben  by_hand    -',
    '',
  ]);
  expect(lines.at(-1)).toMatch(
    /^actions\.yml: 2 entries \(2 actions in 2 environments\), no faults\. SHA-256 [0-9a-f]{12}…$/,
  );
});

test('without any token, as in CI, a connection may have any name, which is said', () => {
  const { code, lines } = check(GOOD);
  expect(code).toBe(0);
  expect(lines).toContain('The connections were not checked, since no TFE_TOKEN is set here.');
});

test('with a token, a connection has to be in the environment', () => {
  const { code, lines } = check(GOOD, { TFE_TOKEN: 'x' });
  expect(code).toBe(1);
  expect(lines).toEqual([
    'actions.yml:3:15 connections[0]: "eu" has no TFE_TOKEN_EU in the environment. Set it, or take the name out.',
    'actions.yml: 1 fault.',
  ]);
});

test('a faulty file is 1, with every fault and how many there are', () => {
  const { code, lines } = check(GOOD.replace('acme-prod', 'acme prod').replace('[devs, sre]', '[dvs, sre]'));
  expect(code).toBe(1);
  expect(lines).toEqual([
    'actions.yml:4:48 everywhere.requesters[0]: "dvs" is not in people. Did you mean devs?',
    'actions.yml:6:22 environments.prod.workspace: has to be the name of a workspace, or its ws-… id, but is "acme prod". Write it as HCP Terraform shows it: letters, digits, _ and -.',
    'actions.yml: 2 faults.',
  ]);
});

test('a file that is not there is 2', () => {
  const lines: string[] = [];
  expect(runCheck({ file: join(folder, 'none.yml'), env: {}, write: (line) => lines.push(line) })).toBe(2);
  expect(lines).toEqual([
    `${join(folder, 'none.yml')} cannot be read. Check its path and its rights, or name another file: tf-action check <file>`,
  ]);
  expect(runCheck({ file: folder, env: {}, write: () => {} })).toBe(2);
});

test('the schema is printed as JSON', () => {
  const lines: string[] = [];
  expect(printSchema({ write: (line) => lines.push(line) })).toBe(0);
  expect(`${lines.join('\n')}\n`).toBe(jsonSchema());
  expect(JSON.parse(lines.join('\n'))).toMatchObject({
    title: 'The allowlist of tf-action: config/actions.yml',
    properties: { freezes: { description: 'Not supported yet.', deprecated: true } },
  });
});
