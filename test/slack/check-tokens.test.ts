import { createServer } from 'node:http';
import { TestClock } from 'pg-boss';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { checkSlackTokens, type SlackCheck } from '../../src/slack/connection/check-tokens.ts';
import { listenOnLoopback } from '../loopback.ts';

const secret = (value: string) => ({ current: () => value, reread: () => false });

const check = (apiUrl: string): Promise<SlackCheck> =>
  checkSlackTokens(new TestClock(), {
    apiUrl,
    botToken: secret('xoxb-sandbox-bot'),
    receives: { appToken: secret('xapp-sandbox-app') },
  });

test('tokens of one Slack team are as they should be', async () => {
  const slack = await startSlack({ team: { id: 'T0ACME0001', name: 'Acme', enterpriseId: 'E0ACME0001' } });
  onTestFinished(slack.close);
  expect(await check(slack.url)).toEqual({ faults: [], team: 'T0ACME0001', obstruction: undefined });
});

test('a token for a whole organization is a fault, with the way to one for a team', async () => {
  const team = { id: 'T0ACME0001', name: 'Acme', enterpriseId: 'E0ACME0001', isOrganizationWide: true };
  const slack = await startSlack({ team });
  onTestFinished(slack.close);
  expect((await check(slack.url)).faults).toEqual([
    'SLACK_BOT_TOKEN: is for a whole Enterprise organization, and the bot serves one Slack team. Turn off org-wide deployment of the app, install it to one workspace, and copy the bot token from there.',
  ]);
});

test.each([
  [
    'a redirect',
    302,
    { location: 'https://sso.corp.example/?token=planted' },
    /redirects to https:\/\/sso\.corp\.example \(302\)/,
  ],
  ['a web page', 200, { 'content-type': 'text/html' }, /answers with a web page instead of its API/],
] as const)(
  '%s is not Slack: nothing is said of the tokens, no redirect is followed, and it is told',
  async (_, status, headers, said) => {
    const calls: string[] = [];
    const server = createServer((request, response) => {
      calls.push(request.url ?? '');
      response.writeHead(status, headers).end('<html>');
    });
    const { faults, obstruction } = await check(`${await listenOnLoopback(server)}/api/`);
    expect(faults).toEqual([]);
    expect(obstruction?.message).toMatch(said);
    expect(obstruction?.message).not.toMatch(/planted/);
    expect(new Set(calls)).toEqual(new Set(['/api/auth.test', '/api/apps.connections.open']));
  },
);
