import { z } from 'zod';
import type { InvocationStatus } from '../../domain/run.ts';
import { maybe, type Resource, text } from './json-api.ts';

const attributes = z.object({
  'final-status': maybe(z.enum(['successful', 'failed', 'not_invoked'])),
  'action-key': maybe(text),
});

export interface Invocation {
  readonly status: InvocationStatus;
  /** The key of an instance of `count` or `for_each`, as text. */
  readonly key: string | undefined;
}

/** A final status that we do not know is not taken for an end, and never for a success. */
export function invocationOf(resource: Resource): Invocation {
  const invocation = attributes.parse(resource.attributes ?? {});
  return { status: invocation['final-status'], key: invocation['action-key'] };
}
