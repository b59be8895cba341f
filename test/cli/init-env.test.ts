import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInitEnvironment } from '../../src/cli/init.ts';
import { VARIABLES } from '../../src/settings/environment.ts';
import { makeFolder } from '../bot-process.ts';
import { runCommand } from './run-command.ts';

describe('init --env', () => {
  test('writes every variable, readable by its owner alone, and never over a file', async () => {
    const { folder } = makeFolder('');
    const write = () => runCommand({ folder, env: {} }, ['init', '--env']);
    expect(await write()).toMatchObject({ code: 0, said: expect.stringContaining('.env is written.') });
    const file = join(folder, '.env');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    const named = [...text.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual([...VARIABLES].sort());
    expect(await write()).toMatchObject({ code: 2, said: expect.stringContaining('.env already exists') });
    expect(readFileSync(file, 'utf8')).toBe(text);
  }, 60_000);

  test('prints it with --dry-run', async () => {
    const lines: string[] = [];
    const code = await runInitEnvironment({ dryRun: true, write: (line) => void lines.push(line), tell: () => {} });
    expect(lines.join('\n')).toContain('SLACK_BOT_TOKEN=');
    expect(code).toBe(0);
  });
});
