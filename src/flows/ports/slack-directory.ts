import type { ListedChannel, ListedGroup } from '../../domain/slack-listing.ts';

/** What a Slack team has, for checks and for writing an allowlist. Throws `CouldNotFindOut`. */
export interface SlackDirectory {
  /** Disabled ones too; `undefined` where the team's plan has no user groups. */
  listUserGroups(): Promise<readonly ListedGroup[] | undefined>;
  /** The channels that the bot is in, without the archived ones. */
  listOwnChannels(): Promise<readonly ListedChannel[]>;
}
