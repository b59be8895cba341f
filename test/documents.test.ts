import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderAllowlistPage } from '../docs/allowlist-page.ts';
import { jsonSchema } from '../src/cli/schema.ts';
import { openMetrics } from '../src/http/metrics.ts';
import { VARIABLES } from '../src/settings/environment.ts';
import { COMMAND_WORDS } from '../src/settings/name-faults.ts';
import { STATE_WORDS } from '../src/slack/views/state-words.ts';
import { ROOT, readPage, tableBelow } from './pages.ts';
import { filesIn } from './rooms.ts';

const manifest = parse(readPage('manifest.yml'));

/** What the group of a pattern finds in the sources of a folder. */
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

  test('lists the metrics of the bot', async () => {
    const answered = await openMetrics().answer({ headers: {}, readBody: () => Promise.resolve(Buffer.from('')) });
    const metrics = [...String(answered.body).matchAll(/^# TYPE (tf_action_\w+)/gm)].map(([, name]) => name);
    expect(metrics.length).toBeGreaterThan(0);
    expect(tableBelow(page, '## Metrics').map(([name = '']) => name.replaceAll('`', ''))).toEqual(metrics);
  });
});

describe('docs/slack.md', () => {
  const page = readPage('docs/slack.md');

  test('lists every command', () => {
    const typed = tableBelow(page, '## Commands').flatMap(([cell = '']) =>
      [...cell.matchAll(/`\/tf-action(?: ([^\s`]+))?/g)].map(([, word]) => word),
    );
    const asking = ['cleanup', undefined];
    expect(typed.filter((word) => !asking.includes(word)).sort()).toEqual([...COMMAND_WORDS].sort());
  });

  test('lists every button by its words', () => {
    const drawn = new Set(matchesIn('src/slack/views', /\bbutton\('\w+', '([^']+)'/g));
    const listed = tableBelow(page, '## Buttons').map(([cell = '']) => cell.replaceAll('*', ''));
    expect([...listed].sort()).toEqual([...drawn].sort());
  });

  test('lists every state by its word', () => {
    const listed = tableBelow(page, '## States').map(([word]) => word);
    expect(listed).toEqual(Object.values(STATE_WORDS));
  });
});

test('docs/record.md lists every kind of audit record', () => {
  const page = readPage('docs/record.md');
  const listed = ['### Requests', '### Runs', '### Previews', '### Everything else'].flatMap((heading) =>
    tableBelow(page, heading).map(([kind = '']) => kind.replaceAll('`', '')),
  );
  const written = ['src/flows', 'src/store'].flatMap((folder) => matchesIn(folder, KIND));
  /** Kinds that end in a word of their own: how a run was found, and which button was pressed. */
  const composed = [
    ...['created', 'found'].flatMap((how) => [`run.${how}`, `preview.${how}`]),
    ...['confirm', 'discard', 'cancel'].map((button) => `run.${button}_pressed`),
  ];
  expect([...listed].sort()).toEqual([...new Set([...written, ...composed])].sort());
});

const KIND =
  /'((?:request|run|preview|press|command|environment|allowlist|record|person|retention|service)\.[a-z_]+)'/g;

test('docs/allowlist.md and config/actions.schema.json are what `npm run docs` writes', () => {
  const page = readPage('docs/allowlist.md');
  expect(page, 'run: npm run docs').toBe(renderAllowlistPage(page, JSON.parse(jsonSchema())));
});
