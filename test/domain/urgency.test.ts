import { expect, test } from 'vitest';
import { urgencyOfMilestone } from '../../src/domain/urgency.ts';

test('a reply that asks a person for something goes first, whoever has to be asked and where', () => {
  expect(urgencyOfMilestone({ kind: 'waiting_for_person' })).toBe(0);
  expect(urgencyOfMilestone({ kind: 'waiting_in_hcp_terraform', status: 'policy_override', endBy: 'discard' })).toBe(0);
  expect(urgencyOfMilestone({ kind: 'previewed', runId: 'run-1', invocations: 1 })).toBe(0);
  expect(urgencyOfMilestone({ kind: 'settled' })).toBe(1);
  expect(urgencyOfMilestone({ kind: 'planned', invocations: 1 })).toBe(2);
});
