import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { VARIABLES } from '../src/settings/environment.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifest = parse(read('manifest.yml'));

const CONTRACTS = process.env.CONTRACTS_DIR ?? join(ROOT, '..', 'shared', 'contracts');
const schema = join(CONTRACTS, 'slack-manifest.schema.json');
if (!existsSync(schema))
  process.stdout.write("left out: the manifest against Slack's schema (the contracts folder is not here)\n");

describe('manifest.yml', () => {
  if (existsSync(schema)) {
    test("is valid against Slack's own schema", () => {
      const validate = new Ajv({ strict: false, validateFormats: false }).compile(
        JSON.parse(readFileSync(schema, 'utf8')),
      );
      expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true);
    });
  }

  test('grants the scopes of what is called, and no other', () => {
    const scopes: Readonly<Record<string, readonly string[]>> = {
      'auth.test': [],
      'apps.connections.open': [],
      'views.open': [],
      'chat.getPermalink': [],
      'chat.postMessage': ['chat:write'],
      'chat.update': ['chat:write'],
      'chat.delete': ['chat:write'],
      'chat.postEphemeral': ['chat:write'],
      'users.info': ['users:read'],
      'usergroups.list': ['usergroups:read'],
      'conversations.info': ['channels:read', 'groups:read'],
      'conversations.open': ['im:write'],
      'conversations.history': ['channels:history', 'groups:history', 'im:history'],
      'conversations.replies': ['channels:history', 'groups:history'],
    };
    const sources = readdirSync(join(ROOT, 'src/slack')).filter((name) => name.endsWith('.ts'));
    const called = new Set(
      sources.flatMap((name) =>
        [
          ...read(`src/slack/${name}`).matchAll(
            /'((?:auth|apps|chat|users|usergroups|conversations|views)\.[A-Za-z.]+)'/g,
          ),
        ].map(([, method = '']) => method),
      ),
    );
    expect([...called].filter((method) => scopes[method] === undefined)).toEqual([]);
    const needed = new Set(['commands', ...[...called].flatMap((method) => scopes[method] ?? [])]);
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
  });
});

test('the documented table of variables is what is read', () => {
  const rows = [...read('docs/operating.md').matchAll(/^\| `([A-Z_]+)`\s+\|/gm)].map(([, name]) => name);
  expect([...rows].sort()).toEqual([...VARIABLES].sort());
});
