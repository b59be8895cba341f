import { describe, expect, test } from 'vitest';
import { RUN_STATUSES, type WaitingStatus } from '../../src/domain/run-status.ts';
import type { HoldingStatus } from '../../src/sandbox/terraform/holding-status.ts';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const MINUTE = 60_000;

/**
 * Every status in the bot's own table that waits for a person in HCP Terraform. A new one fails until it has its words
 * here.
 */
const WAITS = Object.entries(RUN_STATUSES)
  .filter(([, phase]) => phase === 'waits_in_hcp_terraform')
  .map(([status]) => status as HoldingStatus);

const SAID: Readonly<Record<Exclude<WaitingStatus, 'policy_soft_failed'>, RegExp>> = {
  pre_plan_awaiting_decision: /a run task before the plan waits for a decision/,
  tf_policy_override: /a Terraform policy failed: somebody who may override policies has to decide/,
  post_plan_awaiting_decision: /a run task or a policy after the plan waits for a decision/,
  policy_override: /a policy soft-failed: somebody who may override policies has to decide/,
  pre_apply_awaiting_decision: /it is confirmed, and a run task before the apply waits for a decision/,
};

const overrides = (calls: readonly { readonly path: string }[]) => calls.filter(({ path }) => /override/.test(path));

/** Ana asks, Ben approves, and the check holds the run. */
async function startHeld(holdsAt: HoldingStatus, more: Parameters<typeof startConversation>[0] = {}) {
  const talk = await startConversation({
    entry: { approval: { required: [{ from: 'sre' }] }, confirm_within: '15m' },
    ...more,
    workspace: { holdsAt, ...more.workspace },
  });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  if (more.pace === 'manual') {
    const created = await talk.until(() => talk.terraform.runs(WORKSPACE)[0], 'the run');
    talk.terraform.advanceTo(created.id, holdsAt);
  }
  const reply = await talk.thread(request, /Waiting for a person/);
  const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  await talk.until(() => /Waiting for a person/.test(talk.read(request)), 'the request to say so');
  return { talk, request, reply, id };
}

describe.each(WAITS)('held at %s', (status) => {
  test('says what waits, links to the run, offers only to end it, and goes on to its verdict once it is let through', async () => {
    const { talk, request, reply, id } = await startHeld(status);
    expect(reply).toMatch(SAID[status]);
    expect(reply).toMatch(new RegExp(`run ${id}`));
    expect(reply).toMatch(/@sre can end it here with Discard/);
    expect(talk.read(request)).toMatch(SAID[status]);
    expect(talk.read(request)).toMatch(/If nobody decides by .*9:15.*, the run is ended/);
    expect(talk.buttons(request)).toEqual(['Discard']);
    const confirmed = confirmedRuns(talk.terraform).length;
    await talk.passes(5 * MINUTE);
    expect(confirmedRuns(talk.terraform)).toHaveLength(confirmed);
    expect(talk.terraform.run(id).status).toBe(status);
    talk.terraform.override(id, 'mia');
    await talk.thread(request, /Succeeded/);
    expect(overrides(talk.terraform.calls)).toEqual([]);
    const replies = talk.replies(request);
    expect(replies.filter((each) => /Waiting for a person/.test(each))).toHaveLength(1);
    expect(replies.filter((each) => /^Planned/.test(each))).toHaveLength(1);
  });

  test('refused in HCP Terraform it is discarded, and never called anything better', async () => {
    const { talk, request, id } = await startHeld(status);
    talk.terraform.discard(id, 'mia');
    expect(await talk.thread(request, /Discarded/)).toMatch(/discarded in HCP Terraform. Nothing was invoked/);
    expect(talk.replies(request).join('\n')).not.toMatch(/succe(ss|ed)/i);
    expect(overrides(talk.terraform.calls)).toEqual([]);
  });
});

describe('while somebody has to decide there', () => {
  test('confirmed and held before the apply: nobody decides within confirm_within, the run is ended, and nothing was invoked', async () => {
    const { talk, request, id } = await startHeld('pre_apply_awaiting_decision', {
      workspace: { heldIs: 'cancelable', actionsApi: 'off', applyCounts: 'absent' },
    });
    expect(talk.buttons(request)).toEqual(['Cancel run']);
    expect(talk.read(request)).toMatch(/@Ana or @sre can end it here with Cancel run/);
    await talk.passes(8 * MINUTE);
    expect(await talk.thread(request, /Still waiting for a person/)).toMatch(
      /9:15.*then the run is ended: .*run task before the apply/,
    );
    await talk.passes(8 * MINUTE);
    expect(await talk.thread(request, /Not invoked/)).toMatch(
      /was not invoked; the run was canceled \(Nobody decided in HCP Terraform in time\)/,
    );
    expect(talk.terraform.run(id).status).toBe('canceled');
  });

  test('ben discards a run that a policy holds; confirming it is offered to nobody', async () => {
    const { talk, request, id } = await startHeld('policy_override', {
      entry: { apply: 'by_hand', approval: { required: [{ from: 'sre' }] } },
    });
    expect(talk.buttons(request)).toEqual(['Discard']);
    await talk.clicks('ben', 'Discard', request);
    expect(await talk.thread(request, /Discarded/)).toMatch(/@Ben discarded it/);
    expect(talk.terraform.run(id).status).toBe('discarded');
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('overridden, a run that is applied by hand waits anew for whoever confirms, with its own time', async () => {
    const { talk, request, id } = await startHeld('policy_override', {
      entry: { apply: 'by_hand', confirm_within: '15m', approval: { required: [{ from: 'sre' }] } },
    });
    await talk.passes(12 * MINUTE);
    talk.terraform.override(id, 'mia');
    await talk.thread(request, /can press Confirm and apply/);
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the button');
    expect(talk.read(request)).toMatch(/it is applied by hand.*until .*9:2[78]/);
    await talk.clicks('cem', 'Confirm and apply', request);
    await talk.thread(request, /Succeeded/);
  });

  test('held before the plan the limit to start goes on, and comes back once it is let through', async () => {
    const { talk, request, id } = await startHeld('pre_plan_awaiting_decision', {
      pace: 'manual',
      entry: { start_within: '20m', confirm_within: '15m', approval: { required: [{ from: 'sre' }] } },
    });
    expect(talk.read(request)).toMatch(/If nobody decides by .*9:15/);
    await talk.passes(5 * MINUTE);
    talk.terraform.override(id, 'mia');
    await talk.until(() => /has to be planned by .*9:20/.test(talk.read(request)), 'the limit to start');
    talk.terraform.advanceTo(id, 'planning');
    await talk.passes(12 * MINUTE);
    expect(talk.read(request)).toMatch(/has to be planned by .*9:20/);
    await talk.passes(4 * MINUTE);
    expect(await talk.thread(request, /Expired/)).toMatch(/could not start in time/);
  });

  test('held by one check after the other: each is said as what it is', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
    talk.terraform.setStatus(id, 'post_plan_awaiting_decision', { 'is-discardable': false });
    await talk.thread(request, SAID.post_plan_awaiting_decision);
    await talk.until(() => talk.buttons(request).length === 0, 'no button, as HCP Terraform allows nothing');
    expect(talk.read(request)).toMatch(/you can decide or end it only in HCP Terraform/);
    talk.terraform.setStatus(id, 'policy_override');
    await talk.thread(request, SAID.policy_override);
    await talk.until(() => SAID.policy_override.test(talk.read(request)), 'the policy');
  });

  test('a policy that soft-failed is the end, unless HCP Terraform keeps the run, which somebody could still have applied', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
    talk.terraform.setStatus(id, 'policy_soft_failed', { 'is-discardable': true });
    expect(await talk.thread(request, /Waiting for a person/)).toMatch(
      /somebody who may override policies has to decide there/,
    );
    await talk.until(() => talk.buttons(request).includes('Discard'), 'Discard');
    talk.terraform.setStatus(id, 'policy_soft_failed');
    expect(await talk.thread(request, /Failed/)).toMatch(/A policy failed.*Nothing was invoked/);
  });
});
