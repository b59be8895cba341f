import { z } from 'zod';
import { fullAddressOf } from '../../domain/action-address.ts';
import type { ListedAction } from '../../domain/listed-action.ts';
import { count, maybe, type Resource, text } from './json-api.ts';

const attributes = z.object({
  address: text,
  'module-address': maybe(text),
  'instance-type': maybe(text),
  'count-value': maybe(count),
  'for-each-values': maybe(z.array(z.unknown())),
});

/** An item of a workspace's list of actions: an action as declared, whatever its instances. */
export interface ActionItem {
  readonly id: string;
  readonly address: string;
  readonly moduleAddress: string | undefined;
  /** `undefined` if the list does not say. */
  readonly instances: number | undefined;
  readonly keys: readonly string[];
}

/** `undefined` if this is not an action. */
export function actionItemOf(resource: Resource): ActionItem | undefined {
  const action = attributes.safeParse(resource.attributes).data;
  if (action === undefined) return undefined;
  return {
    id: resource.id,
    address: action.address,
    moduleAddress: action['module-address'],
    instances: instancesOf(action),
    keys: (action['for-each-values'] ?? []).map(String),
  };
}

/** `undefined` for what is no action, or has an address that we cannot read. */
export function listedActionOf(resource: Resource): ListedAction | undefined {
  const item = actionItemOf(resource);
  const address = item && fullAddressOf(item);
  return item && address && { address, instances: item.instances, keys: item.keys };
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
