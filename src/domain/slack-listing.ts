import type { ChannelId, PersonId, UserGroupId } from './person.ts';

export interface ListedGroup {
  readonly id: UserGroupId;
  /** What stands behind the @. */
  readonly handle: string;
  readonly isDisabled: boolean;
  readonly members: readonly PersonId[];
}

export interface ListedChannel {
  readonly id: ChannelId;
  readonly name: string;
  /** Outsiders are in it or invited to it. */
  readonly sharedWithOutsiders: boolean;
}
