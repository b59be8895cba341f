import { type ActionAddress, isListedAs } from './action-address.ts';

/** An action as HCP Terraform's list of a workspace's actions has it: once, whatever its instances. */
export interface ListedAction {
  readonly address: ActionAddress;
  /** How many instances it has; `undefined` where the list does not tell. */
  readonly instances: number | undefined;
  /** The keys of a `for_each`. The list can be out of date, so nothing is decided by them. */
  readonly keys: readonly string[];
}

export const findListed = (address: ActionAddress, listed: readonly ListedAction[]): readonly ListedAction[] =>
  listed.filter((one) => isListedAs(address, one.address));
