import { expect, test } from 'vitest';
import type { Away } from '../../src/domain/request.ts';
import { whoIsAway } from '../../src/slack/views/away-words.ts';
import { anasRequest } from '../store/requests.ts';

const since = new Date('2026-03-02T03:14:00.000Z');
const run = { run: 'run-1', runStatus: 'applying' };

test.each<[string, Omit<Away, 'since'>, RegExp]>([
  [
    'no answer of HCP Terraform',
    { what: 'hcp_terraform' },
    /^\*HCP Terraform has not answered\* since .* once it answers\.$/,
  ],
  ['no answer of Slack', { what: 'slack' }, /^\*Slack has not answered\* since/],
  [
    '401',
    { what: 'hcp_terraform', status: 401, why: 'token' },
    /does not accept the bot's token\* since .*has to renew it/,
  ],
  ['401, noted by the release before', { what: 'hcp_terraform', why: 'token' }, /does not accept the bot's token/],
  [
    '403 to reading',
    { what: 'hcp_terraform', status: 403 },
    /does not let the bot see what it needs here\*.*Plan role/,
  ],
  [
    '404 to reading',
    { what: 'hcp_terraform', status: 404 },
    /does not let the bot see what it needs here\*.*Plan role/,
  ],
  [
    '403 to confirming',
    { what: 'hcp_terraform', status: 403, refused: { act: 'confirm', ...run } },
    /does not let the bot confirm the run run-1\*.*Write role on the workspace/,
  ],
  [
    '403 to ending',
    { what: 'hcp_terraform', status: 403, refused: { act: 'end', ...run } },
    /does not let the bot end the run run-1\*.*Write role on the workspace/,
  ],
  [
    '409 to ending a second run',
    { what: 'hcp_terraform', status: 409, refused: { act: 'end_orphan', ...run } },
    /refuses to end run-1, a second run of this request\*.*The run was applying\. End it in HCP Terraform/,
  ],
  [
    '422 to confirming',
    { what: 'hcp_terraform', status: 422, refused: { act: 'confirm', ...run } },
    /refuses to confirm the run run-1\*.*Check in HCP Terraform what blocks it/,
  ],
  ['429', { what: 'hcp_terraform', status: 429 }, /is throttling the bot\* since/],
  ['422', { what: 'hcp_terraform', status: 422 }, /answers with an error \(422\)\* since/],
])('%s is told as what it is', (_what, away, words) => {
  const told = whoIsAway(anasRequest({ state: 'running', away: { ...away, since } }));
  expect(told).toMatch(words);
  if (away.status !== undefined) expect(told).not.toMatch(/has not answered/);
  expect(whoIsAway(anasRequest({ state: 'failed', away: { ...away, since } }))).toBeUndefined();
});
