import { describe, expect, test } from 'vitest';
import { RUN_STATUSES, type WaitingStatus } from '../../src/domain/run-status.ts';
import type { HoldingStatus } from '../../src/sandbox/terraform/holds.ts';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const MINUTE = 60_000;

/** Every status of the bot's own table that waits for somebody in HCP Terraform; a new one fails until it has its words here. */
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

/** Ana asks, ben approves, and the check holds the run. */
async function startHeld(holdsAt: HoldingStatus, more: Parameters<typeof startConversation>[0] = {}) {
  const talk = await startConversation({
    entry: { approval: { required: [{ from: 'sre' }] }, confirm_within: '15m' },
    ...more,
    workspace: { holdsAt, ...more.workspace },
  });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
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
    expect(talk.read(request)).toMatch(/It waits until .*9:15.*, then the run is ended/);
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
