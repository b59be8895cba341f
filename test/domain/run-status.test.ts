import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFinal, phaseOf, RUN_STATUSES } from '../../src/domain/run-status.ts';

const folder = process.env.CONTRACTS_DIR ?? join(import.meta.dirname, '../../../shared/contracts');
const contract = join(folder, 'hcp-terraform-openapi.json');

/** Statuses in HashiCorp's documentation, clients and real responses, by their meaning for us. */
const MOVING = [
  'pending',
  'fetching',
  'fetching_completed',
  'pre_plan_running',
  'pre_plan_completed',
  'queuing',
  'plan_queued',
  'planning',
  'post_plan_running',
  'cost_estimating',
  'policy_checking',
  'confirmed',
  'pre_apply_running',
  'pre_apply_completed',
  'queuing_apply',
  'apply_queued',
  'applying',
  'post_apply_running',
  'post_apply_completed',
  'assessing',
  'assessed',
];
const MAY_REST = [
  'planned',
  'tf_policy_checked',
  'post_plan_completed',
  'cost_estimated',
  'policy_checked',
  'planned_and_saved',
];
const WAITS_FOR_PEOPLE = [
  'pre_plan_awaiting_decision',
  'tf_policy_override',
  'post_plan_awaiting_decision',
  'policy_override',
  'pre_apply_awaiting_decision',
];
const FINAL = [
  'policy_soft_failed',
  'applied',
  'planned_and_finished',
  'discarded',
  'errored',
  'canceled',
  'force_canceled',
];

test('every status that is known is in the table, and nothing else', () => {
  expect(Object.keys(RUN_STATUSES).sort()).toEqual([...MOVING, ...MAY_REST, ...WAITS_FOR_PEOPLE, ...FINAL].sort());
});

test.each(FINAL)('%s is an end', (status) => {
  expect(isFinal(phaseOf(status))).toBe(true);
});

test.each([...MOVING, ...MAY_REST, ...WAITS_FOR_PEOPLE])('%s is no end', (status) => {
  expect(isFinal(phaseOf(status))).toBe(false);
});

test.each(MAY_REST)('%s may be where a run waits to be confirmed', (status) => {
  expect(phaseOf(status)).toBe('planned');
});

test.each(WAITS_FOR_PEOPLE)('%s waits for a person in HCP Terraform', (status) => {
  expect(phaseOf(status)).toBe('waits_in_hcp_terraform');
});

test('only applied is applied, and what was canceled by force is canceled', () => {
  const applied = Object.entries(RUN_STATUSES).filter(([, phase]) => phase === 'applied');
  expect(applied).toEqual([['applied', 'applied']]);
  expect(phaseOf('force_canceled')).toBe('canceled');
});

test.each(['', 'APPLIED', 'post_everything_running', 'toString', '__proto__', 'constructor'])(
  'nobody has told of %j: it is moving, and no end',
  (status) => {
    expect(phaseOf(status)).toBe('moving');
    expect(isFinal(phaseOf(status))).toBe(false);
  },
);

if (existsSync(contract)) {
  const { components } = JSON.parse(readFileSync(contract, 'utf8'));
  const statuses: readonly string[] = components.schemas.runs.properties.attributes.properties.status.enum;
  test.each(statuses)('%s of the published contract is known', (status) => {
    expect(Object.keys(RUN_STATUSES)).toContain(status);
  });
} else {
  process.stdout.write('run-status: left out: the contracts folder is not here\n');
}
