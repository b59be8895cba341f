import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { allowlistWith, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { measure } from '../measured.ts';

const TOLD = { file: { admin_channel: 'prod-ops' } };
const NEEDS_SRE = { approval: { required: [{ from: 'sre' }] } };

test('an operator sees who waits and for how long, what runs, how late it was noticed, and what each service was asked', async () => {
  const talk = await startConversation({ entry: NEEDS_SRE, pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.passes(120_000);
  const waiting = await measure(talk);
  expect(waiting.value('tf_action_requests{state="awaiting_approval",environment="prod"}')).toBe(1);
  const age = waiting.value('tf_action_oldest_request_seconds{state="awaiting_approval",environment="prod"}');
  expect(age).toBeGreaterThanOrEqual(120);
  expect(age).toBeLessThan(600);
  expect(waiting.value('tf_action_ready{check="slack"}')).toBe(1);
  expect(waiting.value('tf_action_ready{check="hcp_terraform"}')).toBe(1);
  expect(waiting.value('tf_action_socket_connections')).toBe(2);
  expect(waiting.value('tf_action_outbox_items')).toBe(0);
  expect(waiting.value('tf_action_outbox_age_seconds')).toBe(0);
  expect(waiting.value('tf_action_slack_calls_total{method="chat.postMessage",outcome="ok"}')).toBeGreaterThan(0);

  await talk.clicks('ben', 'Approve', request);
  const run = await talk.until(() => talk.terraform.runs(WORKSPACE)[0], 'the run');
  await talk.sees('ana', /Planning|Queued|Pending|Created/i);
  await talk.passes(20_000);
  const running = await measure(talk);
  expect(running.value('tf_action_requests{state="awaiting_approval",environment="prod"}')).toBeUndefined();
  expect(running.value('tf_action_requests{state="running",environment="prod"}')).toBe(1);
  expect(running.value('tf_action_runs_followed{connection="default"}')).toBe(1);
  expect(running.value('tf_action_lease_held{lease="watch-runs"}')).toBe(1);
  expect(running.value('tf_action_hcp_calls_total{connection="default",kind="create",status="201"}')).toBe(1);
  expect(running.value('tf_action_hcp_calls_total{connection="default",kind="read",status="200"}')).toBeGreaterThan(1);
  expect(running.value('tf_action_hcp_budget_left{connection="default",limit="calls"}')).toBeLessThanOrEqual(20);
  expect(running.value('tf_action_hcp_budget_left{connection="default",limit="run_lists"}')).toBeGreaterThan(0);
  expect(running.value('tf_action_hcp_calls_waiting{connection="default"}')).toBe(0);

  talk.terraform.advanceTo(run.id, 'planned');
  await talk.until(() => talk.terraform.calls.some(({ path }) => /actions\/apply/.test(path)), 'the confirmation');
  talk.terraform.advanceTo(run.id, 'applied');
  await talk.thread(request, /Succeeded/);
  const over = await measure(talk);
  expect(over.value('tf_action_requests_settled_total{state="succeeded",environment="prod"}')).toBe(1);
  expect(over.value('tf_action_requests{state="running",environment="prod"}')).toBeUndefined();
  expect(over.value('tf_action_detection_lag_seconds_count')).toBeGreaterThan(0);
  expect(over.value('tf_action_detection_lag_seconds_bucket{le="60"}')).toBeGreaterThan(0);
});

test('a file with faults, and which allowlist is in force, are to be seen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-metrics-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'actions.yml');
  writeFileSync(file, allowlistWith({}, TOLD));
  const talk = await startConversation({ watched: file });
  const before = await measure(talk);
  const hashOf = (text: string): string | undefined =>
    /tf_action_allowlist_info\{hash="([0-9a-f]{12})"\} 1/.exec(text)?.[1];
  expect(hashOf(before.text)).toBeDefined();
  expect(before.value('tf_action_allowlist_entries')).toBe(2);
  expect(before.value('tf_action_allowlist_faults')).toBe(0);
  writeFileSync(file, 'version: 2\nactions: 3\n');
  await talk.sees('ben', /The allowlist has \d faults/);
  const faulty = await measure(talk);
  expect(faulty.value('tf_action_allowlist_faults')).toBeGreaterThan(1);
  expect(hashOf(faulty.text)).toBe(hashOf(before.text));
  writeFileSync(file, allowlistWith({ cooldown: '5m' }, TOLD));
  await talk.sees('ben', /The allowlist changed/);
  const mended = await measure(talk);
  expect(mended.value('tf_action_allowlist_faults')).toBe(0);
  expect(hashOf(mended.text)).not.toBe(hashOf(before.text));
});

test('what Slack does not take grows old in the outbox, and a lost run is counted as unresolved', async () => {
  const talk = await startConversation();
  talk.terraform.faultCreating('hangs, not created');
  const request = await talk.asks('ana');
  await talk.passes(130_000);
  await talk.thread(request, /Unresolved/);
  talk.slack.fault({ method: 'chat.postMessage', kind: 'ratelimited' });
  talk.slack.fault({ method: 'chat.postMessage', kind: 'error', error: 'fatal_error' });
  for (const method of ['chat.postMessage', 'chat.update'])
    talk.slack.fault({ method, kind: 'status', status: 503, times: 1_000 });
  await talk.says('ana', '/tf-action other prod');
  await talk.clicks('ana', 'Run it', await talk.sees('ana', /Run other in prod\?/));
  await talk.until(() => talk.slack.calls.some(({ status }) => status === 503), 'Slack to take no more');
  await talk.passes(90_000);
  const measured = await measure(talk);
  expect(measured.value('tf_action_unresolved_requests{environment="prod"}')).toBe(1);
  expect(measured.value('tf_action_hcp_calls_total{connection="default",kind="create",status="none"}')).toBe(1);
  expect(
    measured.value('tf_action_hcp_calls_total{connection="default",kind="run_list",status="200"}'),
  ).toBeGreaterThan(2);
  expect(measured.value('tf_action_outbox_items')).toBeGreaterThan(0);
  expect(measured.value('tf_action_outbox_age_seconds')).toBeGreaterThan(60);
  const posts = (outcome: string) =>
    measured.value(`tf_action_slack_calls_total{method="chat.postMessage",outcome="${outcome}"}`);
  expect([posts('limited'), posts('refused')]).toEqual([1, 1]);
  expect(posts('failed')).toBeGreaterThan(1);
});

test('no metric, health answer or log line has a secret, and no metric or health answer has a person or what people typed', async () => {
  const talk = await startConversation({ entry: NEEDS_SRE });
  const denied = await talk.asks('ana');
  await talk.clicks('cem', 'Deny', denied);
  await talk.fills('cem', { reason: 'Ferdinand is on holiday' });
  await talk.thread(denied, /Ferdinand/);
  const answers = await Promise.all(
    ['metrics', 'healthz', 'readyz'].map(async (path) =>
      (await fetch(`http://127.0.0.1:${talk.port()}/${path}`)).text(),
    ),
  );
  const people = [...Object.values(PEOPLE), 'Ferdinand', 'Ana', 'Ben'];
  const secrets = ['xoxb-sandbox-bot', 'xapp-sandbox-app', 'tfe-sandbox-token'];
  for (const said of [...people, ...secrets]) expect(answers.join('\n')).not.toContain(said);
  for (const secret of [...secrets, 'Ferdinand']) expect(talk.logged.join('\n')).not.toContain(secret);
});
