import { expect, test } from 'vitest';
import { startCaller } from './terraform-client.ts';

const HOLDS = {
  pre_plan_awaiting_decision: 'pre_plan_completed',
  tf_policy_override: 'tf_policy_checked',
  post_plan_awaiting_decision: 'post_plan_completed',
  policy_override: 'policy_checked',
  pre_apply_awaiting_decision: 'pre_apply_completed',
} as const;

test.each(Object.entries(HOLDS))(
  'a run held at %s cannot be confirmed, and goes on once somebody lets it through',
  async (status, after) => {
    const { terraform, createdRun, post, get } = await startCaller({}, { holdsAt: status as keyof typeof HOLDS });
    const id = await createdRun();
    expect(() => terraform.override(id, 'mia')).toThrow(/nothing waits to be overridden/);
    if (status === 'pre_apply_awaiting_decision') {
      terraform.advanceTo(id, 'planned');
      expect((await post(`/runs/${id}/actions/apply`)).status).toBe(202);
    }
    terraform.advanceTo(id, status);
    const { actions } = (await get(`/runs/${id}`)).body.data.attributes;
    expect(actions).toMatchObject({ 'is-confirmable': false, 'is-discardable': true });
    expect((await post(`/runs/${id}/actions/apply`)).status).toBe(409);
    expect(() => terraform.advance(id)).toThrow(new RegExp(`stays ${status}`));
    terraform.override(id, 'mia');
    expect(terraform.run(id).status).toBe(after);
    if (status !== 'pre_apply_awaiting_decision') {
      if (status === 'pre_plan_awaiting_decision') terraform.advanceTo(id, 'planned');
      expect((await post(`/runs/${id}/actions/apply`)).status).toBe(202);
    }
    terraform.advanceTo(id, 'applied');
  },
);

test.each([
  ['cancelable', { 'is-cancelable': true, 'is-discardable': false }],
  ['neither', { 'is-cancelable': false, 'is-discardable': false }],
] as const)('what is not documented of a held run can be set: %s', async (heldIs, flags) => {
  const { terraform, createdRun } = await startCaller({}, { holdsAt: 'post_plan_awaiting_decision', heldIs });
  const id = await createdRun();
  terraform.advanceTo(id, 'post_plan_awaiting_decision');
  expect(terraform.run(id).flags).toMatchObject(flags);
  terraform.override(id, 'mia');
  expect(terraform.run(id).flags).toMatchObject({ 'is-confirmable': true });
});
