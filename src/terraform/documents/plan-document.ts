import { z } from 'zod';
import type { RunPlan } from '../../domain/run.ts';
import { isCount } from '../../domain/said.ts';
import { count, maybe, type Resource, said, text } from './json-api.ts';

const attributes = z.object({
  status: maybe(text),
  'resource-additions': said(count),
  'resource-changes': said(count),
  'resource-destructions': said(count),
  'resource-imports': said(count),
  'action-invocations': said(count),
});

/** A plan of which only the id is known. */
export const unreadPlan = (id: string): RunPlan => ({
  id,
  status: undefined,
  resourceChanges: undefined,
  actionInvocations: undefined,
});

export function planOf(resource: Resource): RunPlan {
  const plan = attributes.parse(resource.attributes ?? {});
  const changes = [
    plan['resource-additions'],
    plan['resource-changes'],
    plan['resource-destructions'],
    // Older servers have no imports.
    plan['resource-imports'] ?? 0,
  ];
  return {
    id: resource.id,
    status: plan.status,
    resourceChanges: changes.every(isCount) ? changes.reduce((sum, one) => sum + one, 0) : undefined,
    actionInvocations: plan['action-invocations'],
  };
}
