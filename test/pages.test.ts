import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { compiled } from './compiled.ts';
import { codeIn, faultInLink, inlineCodeIn, linksIn, PAGES, ROOT, readPage } from './pages.ts';

test('every link leads to a file that exists, and every anchor to a heading', () => {
  const faults = PAGES.flatMap((page) => linksIn(readPage(page)).map((link) => faultInLink(page, link)));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

test('every page of docs/ is linked from another page', () => {
  const linked = new Set(
    PAGES.flatMap((page) => linksIn(readPage(page)).map((link) => join(page, '..', link.split('#', 1)[0] ?? ''))),
  );
  expect(PAGES.filter((page) => page.startsWith('docs/') && !linked.has(page))).toEqual([]);
});

/** A path from the repository's root, or any path of a TypeScript file. */
const FILE = /^(?:(?:src|test|docs|config|\.ci)\/[\w./-]*|[\w./-]+\.ts)$/;

test('every file and folder that is named in code exists under that path', () => {
  const named = PAGES.flatMap((page) => inlineCodeIn(readPage(page)).map((name) => ({ page, name })));
  const gone = named.filter(({ name }) => FILE.test(name) && !existsSync(join(ROOT, name)));
  expect(gone.map(({ page, name }) => `${page}: ${name}`)).toEqual([]);
});

test('every decision names the file that it is about', () => {
  const decisions = readPage('docs/decisions.md')
    .split('\n')
    .filter((line) => line.startsWith('- '));
  expect(decisions.length).toBeGreaterThan(90);
  expect(decisions.filter((line) => !inlineCodeIn(line).some((name) => FILE.test(name)))).toEqual([]);
});

test('every npm script that is named exists', () => {
  const scripts = Object.keys(packageFile.scripts);
  const named = PAGES.flatMap((page) =>
    codeIn(readPage(page)).flatMap((code) =>
      [...code.matchAll(/npm (?:run (?:-s )?([\w:-]+)|(test|start)\b)/g)].map(([, run, word]) => run ?? word ?? ''),
    ),
  );
  expect(named.length).toBeGreaterThan(5);
  expect([...new Set(named)].filter((name) => !scripts.includes(name))).toEqual([]);
});

describe('tf-action', () => {
  const help = new Map<string, string>();
  const ask = async (words: readonly string[]): Promise<void> => {
    const program = [compiled('src/cli/tf-action.ts'), ...words, '--help'];
    const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: ROOT });
    help.set(words.join(' '), stdout);
    const [, commands = ''] = stdout.split('Commands:\n', 2);
    const inside = [...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, word = '']) => word);
    await Promise.all(inside.filter((word) => word !== 'help').map((word) => ask([...words, word])));
  };
  beforeAll(() => ask([]));

  test('has every command and option that a page names', () => {
    const wrong = PAGES.flatMap((page) =>
      commandsIn(readPage(page)).flatMap((typed) => faultsInCommand(typed, help).map((fault) => `${page}: ${fault}`)),
    );
    expect(wrong).toEqual([]);
  });

  test('has no command that no page names', () => {
    const typed = PAGES.flatMap((page) => commandsIn(readPage(page)));
    const leaves = [...help].filter(([, text]) => !text.includes('Commands:')).map(([command]) => command);
    expect(leaves.filter((command) => !typed.some((line) => `${line} `.startsWith(`${command} `)))).toEqual([]);
  });
});

/** The commands after the program's name, in code. Slack's own `/tf-action` is a different command. */
const commandsIn = (text: string): readonly string[] =>
  codeIn(text).flatMap((code) =>
    [...code.matchAll(/(?<![/@\w-])tf-action ((?:[a-z]+|--)[^\n`#]*)/g)].map(([, typed = '']) => typed.trim()),
  );

function faultsInCommand(typed: string, help: ReadonlyMap<string, string>): readonly string[] {
  const words = typed.split(/\s+/);
  const command = [2, 1, 0].map((count) => words.slice(0, count).join(' ')).find((name) => help.has(name)) ?? '';
  if (command === '' && !typed.startsWith('--')) return [`there is no command ${words[0]}`];
  const known = help.get(command) ?? '';
  const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/[\]=].*$/, ''));
  return options.filter((option) => !known.includes(option)).map((option) => `${command} has no ${option}`);
}
