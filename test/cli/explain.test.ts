import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock } from 'pg-boss';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ExplainOptions, runExplain } from '../../src/cli/explain.ts';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { makeFolder } from '../bot-process.ts';
import { compiled } from '../compiled.ts';
import { fillTeam, PEOPLE } from '../conversation.ts';

const FILE = join(import.meta.dirname, '..', '..', 'config', 'actions.yml');

async function explain(
  what: Partial<ExplainOptions> & { readonly person: string },
): Promise<{ readonly code: number; readonly text: string }> {
  const lines: string[] = [];
  const code = await runExplain({
    ...{ file: FILE, env: {}, clock: new TestClock('2026-11-24T09:00:00.000Z'), groups: [] },
    ...{ action: 'cleanup', environment: 'prod', parameters: [] },
    ...what,
    write: (line) => void lines.push(line),
  });
  return { code, text: lines.join('\n') };
}

describe('without Slack', () => {
  test('a group that decides is not known: it says so, is never as expected, and ends with 2', async () => {
    for (const expected of [undefined, 'allowed', 'refused'] as const) {
      const { code, text } = await explain({ person: PEOPLE.ana, ...(expected && { expect: expected }) });
      expect(code).toBe(2);
      expect(text).toMatch(/^Not known: whether U0ANA00001 may ask for cleanup in prod depends on user groups/);
      expect(text).toContain('everywhere.requesters is devs or sre: not known whether U0ANA00001 is in it');
      expect(text).toContain('U0ANA00001 is taken to be a full member of the team.');
    }
  });

  test('with groups that are pretended it is known, each list with its level, and the names of the file are taken', async () => {
    const failover = { action: 'failover', groups: ['devs'], channel: 'prod-ops' };
    const refused = await explain({ person: PEOPLE.ana, ...failover, expect: 'refused' });
    expect(refused.code).toBe(0);
    expect(refused.text).toMatch(/^No: .*[\s\S]*You can't request failover in prod/);
    expect(refused.text).toContain('everywhere.requesters is devs or sre: U0ANA00001 is, through devs');
    expect(refused.text).toContain('actions.failover.requesters is sre: U0ANA00001 is not in it');
    expect((await explain({ person: PEOPLE.ana, ...failover, expect: 'allowed' })).code).toBe(1);
    expect((await explain({ person: PEOPLE.ana, ...failover })).code).toBe(1);

    // He would be the only approver.
    const alone = await explain({ person: 'ben', ...failover, groups: ['S0SRE00001'], expect: 'refused' });
    expect(alone.code).toBe(0);
    expect(alone.text).toMatch(/^No: ben may not ask for failover in prod\./);
    expect(alone.text).toContain('actions.failover.environments.prod.approval.required: 1 of ben; who can: nobody');
    expect(alone.text).toContain('Not enough people can approve failover in prod for you.');
    expect(alone.text).toContain('ben is taken to be in these user groups alone: sre.');
    expect((await explain({ person: 'ben', groups: ['none'] })).code).toBe(1);
  });

  test('the channel and the parameters refuse whoever it is', async () => {
    const { code, text } = await explain({
      person: PEOPLE.ana,
      channel: 'C0ELSE0001',
      parameters: ['older_than_days=999'],
    });
    expect(code).toBe(1);
    expect(text).toContain("cleanup in prod can't be requested in this channel. Ask in prod-ops.");
    expect(text).toContain('older_than_days has to be a whole number from 1 to 365, not “999”.');
    expect(text).toContain('environments.prod.channels: only in prod-ops');
  });

  test.each<[Partial<ExplainOptions>, RegExp]>([
    [{ action: 'nothing' }, /has no entry nothing prod, so nobody can request it/],
    [{ person: 'nobody' }, /--person has to be U… or W…, or a name from the file, not nobody/],
    [{ groups: ['U0ANA00001'] }, /--group has to be S…/],
    [{ at: 'tomorrow' }, /--at has to be a time such as/],
    [{ parameters: ['days'] }, /days is not a parameter/],
    [{ file: '/nowhere' }, /cannot be read/],
    [{ env: { SLACK_BOT_TOKEN: 'nonsense' } }, /SLACK_BOT_TOKEN: does not look like a bot token/],
  ])('%j could not run, and is 2 whatever is expected', async (what, why) => {
    const { code, text } = await explain({ person: PEOPLE.ana, expect: 'refused', ...what });
    expect(text).toMatch(why);
    expect(code).toBe(2);
  });

  test('a mistyped action or environment is told with the entry that was meant', async () => {
    for (const [action, environment] of [
      ['clenup', 'prod'],
      ['cleanup', 'production'],
    ] as const) {
      const { code, text } = await explain({ person: PEOPLE.ana, action, environment });
      expect([code, text]).toEqual([2, expect.stringContaining('Did you mean cleanup prod?')]);
    }
  });

  test('a faulty allowlist explains nothing', async () => {
    const { file } = makeFolder('');
    writeFileSync(file, 'version: 2\n');
    const { code, text } = await explain({ person: PEOPLE.ana, file, expect: 'refused' });
    expect([code, text]).toEqual([2, expect.stringMatching(/:1:10 version: has to be 1/)]);
  });
});

test('the command takes the words and ends with these codes', () => {
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [compiled('src/cli/tf-action.ts'), 'explain', ...words], {
      cwd: join(import.meta.dirname, '..', '..'),
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
  const words = ['--person', 'ben', '--group', 'sre', '--expect', 'allowed', 'cleanup', 'prod', 'older_than_days=7'];
  const good = run(...words);
  expect([good.status, good.stdout]).toEqual([0, expect.stringMatching(/^Yes: ben may ask for cleanup in prod\./)]);
  expect(run('cleanup', 'prod').status).toBe(2);
}, 60_000);

test('with a bot token groups and standing come from Slack; where Slack is away nothing is known', async () => {
  const slack = await startSlack({});
  onTestFinished(() => slack.close());
  fillTeam(slack);
  const env = { SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_API_URL: slack.url };
  const ana = await explain({ person: PEOPLE.ana, env, channel: 'prod-ops', expect: 'allowed' });
  expect(ana.text).toContain('everywhere.requesters is devs or sre: U0ANA00001 is, through devs');
  expect(ana.text).toContain('1 of sre; who can: ben, U0CEM00001');
  expect(ana.text).not.toContain('Slack was not asked');
  expect(ana.code).toBe(0);
  const gil = await explain({ person: PEOPLE.gil, env, groups: ['devs'] });
  expect([gil.code, gil.text]).toEqual([1, expect.stringContaining('Guests of this Slack team')]);
  await slack.close();
  const away = await explain({ person: PEOPLE.ana, env, expect: 'refused' });
  expect([away.code, away.text]).toEqual([2, expect.stringMatching(/just now/)]);
});
