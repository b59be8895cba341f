import { z } from 'zod';
import { count, maybe, type Resource, text } from './json-api.ts';

const attributes = z.object({
  address: text,
  'module-address': maybe(text),
  'instance-type': maybe(text),
  'count-value': maybe(count),
  'for-each-values': maybe(z.array(z.unknown())),
});

/** One item of a workspace's list of actions: the action as declared, whatever its instances. */
export interface ListedAction {
  readonly id: string;
  readonly address: string;
  readonly moduleAddress: string | undefined;
  /** `undefined` where the list does not tell. */
  readonly instances: number | undefined;
}

/** `undefined` for what is no action. */
export function listedActionOf(resource: Resource): ListedAction | undefined {
  const action = attributes.safeParse(resource.attributes).data;
  if (action === undefined) return undefined;
  return {
    id: resource.id,
    address: action.address,
    moduleAddress: action['module-address'],
    instances: instancesOf(action),
  };
}

function instancesOf(action: z.infer<typeof attributes>): number | undefined {
  switch (action['instance-type']) {
    case undefined:
    case 'single':
      return 1;
    case 'count':
      return action['count-value'];
    case 'for_each':
      return action['for-each-values']?.length;
    default:
      return undefined;
  }
}
