import { z } from 'zod';
import type { RunPlan } from '../domain/run.ts';
import { count, maybe, type Resource, text } from './json-api.ts';

const attributes = z.object({
  status: maybe(text),
  'resource-additions': maybe(count),
  'resource-changes': maybe(count),
  'resource-destructions': maybe(count),
  'resource-imports': maybe(count),
  'action-invocations': maybe(count),
});

/** A plan of which no more is known than its id. */
export const unreadPlan = (id: string): RunPlan => ({
  id,
  status: undefined,
  resourceChanges: undefined,
  actionInvocations: undefined,
});

export function planOf(resource: Resource): RunPlan {
  const plan = attributes.parse(resource.attributes ?? {});
  const { 'resource-additions': additions, 'resource-changes': changes, 'resource-destructions': destructions } = plan;
  const known = additions !== undefined && changes !== undefined && destructions !== undefined;
  return {
    id: resource.id,
    status: plan.status,
    // Older servers know no imports.
    resourceChanges: known ? additions + changes + destructions + (plan['resource-imports'] ?? 0) : undefined,
    actionInvocations: plan['action-invocations'],
  };
}
