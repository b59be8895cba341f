import { z } from 'zod';
import type { RunApply } from '../../domain/run.ts';
import { count, maybe, type Resource, said, text } from './json-api.ts';

const attributes = z.object({
  status: maybe(text),
  'action-invocations': said(count),
  'action-failures': said(count),
});

/** An apply of which only the id is known. */
export const unreadApply = (id: string): RunApply => ({
  id,
  status: undefined,
  actionInvocations: undefined,
  actionFailures: undefined,
});

export function applyOf(resource: Resource): RunApply {
  const apply = attributes.parse(resource.attributes ?? {});
  return {
    id: resource.id,
    status: apply.status,
    actionInvocations: apply['action-invocations'],
    actionFailures: apply['action-failures'],
  };
}
