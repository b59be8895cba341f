import type { ChannelId, PersonId, Standing, UserGroupId, UserGroups } from '../../domain/person.ts';

/** What Slack says about a channel, as far as asking in it needs. */
export interface Channel {
  readonly id: ChannelId;
  readonly name: string | undefined;
  readonly kind: 'channel' | 'direct_message';
  /** People from outside the team are in it or invited to it. */
  readonly sharedWithOutsiders: boolean;
  /** Whether the bot may post there. `undefined` if Slack does not say. */
  readonly botMayWrite: boolean | undefined;
  readonly archived: boolean;
}

/**
 * The people, groups and channels of the Slack team. Readings are at most 3 s old unless a method says otherwise, and
 * are shared. Throws if Slack cannot be asked.
 */
export interface SlackTeam {
  standingOf(person: PersonId): Promise<Standing>;
  /**
   * For people who decide nothing now: a reading of the last five minutes. If there is none, Slack is asked only while
   * plenty of calls are left for decisions; otherwise this throws at once.
   */
  knownStandingOf(person: PersonId): Promise<Standing>;
  /** Reads all of them at once. `needed` only names them for messages about a slow Slack. */
  readUserGroups(needed: readonly UserGroupId[]): Promise<UserGroups>;
  /** `undefined` if Slack does not know it or the bot is not in it. */
  readChannel(channel: ChannelId): Promise<Channel | undefined>;
  /** For posts and displays: a reading at most a minute old. */
  recentChannel(channel: ChannelId): Promise<Channel | undefined>;
}
