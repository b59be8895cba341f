import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderAllowlistPage } from '../docs/allowlist-page.ts';
import { jsonSchema } from '../src/cli/schema.ts';
import { BUTTONS } from '../src/domain/buttons.ts';
import { COMMAND_WORDS, COMMANDS, type CommandWord, exampleOf } from '../src/domain/commands.ts';
import { CHECKS } from '../src/domain/diagnosis.ts';
import { VARIABLES } from '../src/settings/environment.ts';
import { STATE_WORDS } from '../src/slack/views/state-words.ts';
import { ROOT, readPage, tableBelow } from './pages.ts';
import { filesIn } from './rooms.ts';

const manifest = parse(readPage('manifest.yml'));

/** The matches of a pattern's group in a folder's sources. */
const matchesIn = (folder: string, pattern: RegExp): readonly string[] =>
  filesIn(join(ROOT, folder)).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, found = '']) => found),
  );

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
      'users.conversations': ['channels:read', 'groups:read'],
      'usergroups.list': ['usergroups:read'],
      'conversations.info': ['channels:read', 'groups:read'],
      'conversations.open': ['im:write'],
      'conversations.history': ['channels:history', 'groups:history', 'im:history'],
      'conversations.replies': ['channels:history', 'groups:history'],
    };
    const called = new Set(
      matchesIn('src/slack', /'((?:auth|apps|chat|users|usergroups|conversations|views)\.[A-Za-z.]+)'/g),
    );
    expect(called.size).toBeGreaterThan(10);
    expect([...called].filter((method) => scopes[method] === undefined)).toEqual([]);
    const needed = new Set(['commands', ...[...called].flatMap((method) => scopes[method] ?? [])]);
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
  });
});

describe('docs/operating.md', () => {
  const page = readPage('docs/operating.md');

  test('lists the variables that are read, and README no other', () => {
    const names = tableBelow(page, '## Environment').map(([name = '']) => name.replaceAll('`', ''));
    expect([...names].sort()).toEqual([...VARIABLES].sort());
    const inReadme = [...readPage('README.md').matchAll(/^\| `([A-Z_]+)`\s+\|/gm)].map(([, name = '']) => name);
    expect(inReadme.filter((name) => !names.includes(name))).toEqual([]);
  });
});

test('docs/operating.md lists the checks of doctor, in their order', () => {
  const names = tableBelow(readPage('docs/operating.md'), '### Doctor').map(([name = '']) => name.replaceAll('`', ''));
  expect(names).toEqual(Object.keys(CHECKS));
});

describe('docs/slack.md', () => {
  const page = readPage('docs/slack.md');

  test('lists every command by an example, with who can use it', () => {
    const listed = tableBelow(page, '## Commands').map(([command = '', who = '']) => [command, who]);
    const asking = ['`/tf-action cleanup prod older_than_days=7`', '`requesters` of the entry'];
    const written = (word: CommandWord): string => `${word === 'help' ? '`/tf-action` or ' : ''}\`${exampleOf(word)}\``;
    expect(listed).toEqual([asking, ...COMMAND_WORDS.map((word) => [written(word), COMMANDS[word].who])]);
  });

  test('lists every button by its words, and who may press it', () => {
    const listed = tableBelow(page, '## Buttons').map(([button = '', who = '']) => [button.replaceAll('*', ''), who]);
    const table = Object.values(BUTTONS).map(({ label, who }) => [label, who]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(table));
    expect(listed).toHaveLength(table.length);
  });

  test('lists every state by its word', () => {
    const listed = tableBelow(page, '## States').map(([word]) => word);
    expect(listed).toEqual(Object.values(STATE_WORDS));
  });
});

test('docs/allowlist.md and config/actions.schema.json are what `npm run docs` writes', () => {
  const page = readPage('docs/allowlist.md');
  expect(page, 'run: npm run docs').toBe(renderAllowlistPage(page, JSON.parse(jsonSchema())));
});
