import { z } from 'zod';
import type { InvocationStatus } from '../../domain/run.ts';
import { maybe, type Resource, text } from './json-api.ts';

const attributes = z.object({
  'final-status': maybe(z.enum(['successful', 'failed', 'not_invoked'])),
  'action-key': maybe(text),
});

export interface Invocation {
  readonly status: InvocationStatus;
  /** Of an instance of `count` or `for_each`, as text. */
  readonly key: string | undefined;
}

/** A final status that nobody has told us of has not ended, which is never taken for a success. */
export function invocationOf(resource: Resource): Invocation {
  const invocation = attributes.parse(resource.attributes ?? {});
  return { status: invocation['final-status'], key: invocation['action-key'] };
}
