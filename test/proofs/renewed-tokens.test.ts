import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls } from '../one-run.ts';

/** Token files, as an operator keeps them. */
function tokenFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keep = (name: string, token: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `${token}\n`);
    return file;
  };
  return {
    keep,
    hcpTerraform: {
      TFE_TOKEN: '',
      TFE_TOKEN_FILE: keep('token', 'first-token'),
      TFE_APPLY_TOKEN_FILE: keep('apply-token', 'first-apply-token'),
    },
  };
}

const TOKENS = [
  { token: 'first-token', identity: 'reads-and-creates', rights: 'plan' },
  { token: 'first-apply-token', identity: 'applies' },
] as const;

test('the tokens are renewed while a run is created, followed and confirmed: nobody notices', async () => {
  const { keep, hcpTerraform } = tokenFiles();
  const talk = await startConversation({
    pace: 'manual',
    environment: hcpTerraform,
    terraform: { tokens: TOKENS },
    entry: { approval: { required: [{ from: 'sre' }] } },
  });
  const renew = (file: string, identity: string, from: string, to: string): void => {
    talk.terraform.revoke(from);
    talk.terraform.issue({ token: to, identity, rights: identity === 'applies' ? 'write' : 'plan' });
    keep(file, to);
  };
  const request = await talk.asks('ana');
  const shown: string[] = [];
  talk.slack.subscribe(() => void shown.push(talk.read(request)));
  // The reading just before succeeds, so the call that creates the run is the first with the revoked token.
  const unsubscribe = talk.terraform.subscribe(() => {
    const looks = talk.terraform.calls.filter(({ path, ended }) => /\/workspaces\//.test(path) && ended === 200);
    if (looks.length < 2 || createCalls(talk.terraform).length > 0) return;
    unsubscribe();
    renew('token', 'reads-and-creates', 'first-token', 'second-token');
  });
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /The run was created/);
  const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  expect(talk.terraform.calls.some(({ ended }) => ended === 401)).toBe(true);
  renew('token', 'reads-and-creates', 'second-token', 'third-token');
  renew('apply-token', 'applies', 'first-apply-token', 'second-apply-token');
  talk.terraform.advanceTo(id, 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length > 0, 'the confirmation');
  talk.terraform.advanceTo(id, 'applied');
  await talk.thread(request, /Succeeded/);
  await talk.until(() => /Succeeded/.test(talk.read(request)), 'the message');
  expect(shown.filter((text) => /does not accept|has not answered/.test(text))).toEqual([]);
  expect(shown.some((text) => /Succeeded/.test(text))).toBe(true);
  expect(talk.terraform.runs(WORKSPACE)).toHaveLength(1);
});

test('a token that is revoked and not renewed: every request says so and what to do, one call in a while tries for all, and all go on', async () => {
  const { keep, hcpTerraform } = tokenFiles();
  const names = ['one', 'two', 'three'];
  const talk = await startConversation({
    pace: 'manual',
    environment: hcpTerraform,
    terraform: { tokens: TOKENS },
    file: {
      environments: Object.fromEntries(names.map((name) => [name, { workspace: `acme-${name}` }])),
      actions: { cleanup: { address: 'module.utils.action.aws_lambda_invoke.cleanup', environments: names } },
    },
  });
  const requests = [];
  for (const name of names) {
    const actions = [{ address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' }];
    talk.terraform.addWorkspace({ name: `acme-${name}`, actions });
    await talk.says('ana', `/tf-action cleanup ${name}`);
    await talk.clicks('ana', 'Run it', await talk.sees('ana', new RegExp(`Run cleanup in ${name}\\?`)));
    const request = await talk.sees('ana', new RegExp(`cleanup in ${name}[\\s\\S]*Asked by`));
    await talk.thread(request, /The run was created/);
    requests.push(request);
  }
  talk.terraform.revoke('first-token');
  for (const request of requests) {
    await talk.until(
      () =>
        /HCP Terraform does not accept the bot's token since .*has to renew it \(TFE_TOKEN/.test(talk.read(request)),
      'the request to say so',
    );
  }
  const from = talk.terraform.calls.length;
  // In steps of 20 s. Three requests that each asked on their own would make hundreds of calls.
  for (const _ of [1, 2, 3, 4]) await talk.passes(160_000);
  const tries = talk.terraform.calls.slice(from);
  expect(tries.every(({ ended }) => ended === 401)).toBe(true);
  expect(tries.length).toBeLessThanOrEqual(640 / 30 + 5);
  await talk.says('ana', '/tf-action cleanup one');
  await talk.sees('ana', /does not accept the bot's token\. .*Reference/s);
  talk.terraform.issue({ token: 'second-token', identity: 'reads-and-creates', rights: 'plan' });
  keep('token', 'second-token');
  for (const [index, request] of requests.entries()) {
    await talk.until(() => !/does not accept/.test(talk.read(request)), 'the request to go on');
    const id = talk.terraform.runs(`acme-${names[index]}`)[0]?.id ?? '';
    talk.terraform.cancel(id, 'mia');
    await talk.thread(request, /Canceled/);
  }
});

test("Slack's token is renewed while a request waits: the press counts, and the message is redrawn", async () => {
  const { keep } = tokenFiles();
  const talk = await startConversation({
    environment: { SLACK_BOT_TOKEN: '', SLACK_BOT_TOKEN_FILE: keep('bot-token', 'xoxb-sandbox-bot') },
    entry: { approval: { required: [{ from: 'sre' }] } },
  });
  const request = await talk.asks('ana');
  // What was read about Ben when Ana asked is reused for 3 s.
  await talk.passes(4_000);
  talk.slack.replaceToken('bot', 'xoxb-renewed-bot');
  await talk.clicks('ben', 'Approve', request);
  await talk.sees('ben', /Slack could not tell me .*just now.*Reference/s);
  keep('bot-token', 'xoxb-renewed-bot');
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
  await talk.until(() => /Succeeded/.test(talk.read(request)), 'the message');
});
