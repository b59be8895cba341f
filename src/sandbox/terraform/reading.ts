import type { LogAddresses } from './log-addresses.ts';
import type { Access } from './tokens.ts';
import type { World } from './world.ts';

/** What a document depends on besides its subject: the world, and the token that reads. */
export interface Reading {
  readonly world: World;
  readonly access: Access;
  readonly logs: LogAddresses;
}
