import type { ChannelId, PersonId, Standing, UserGroupId, UserGroups } from '../../domain/person.ts';

/** What Slack says of a channel, as far as asking in it needs. */
export interface Channel {
  readonly id: ChannelId;
  readonly name: string | undefined;
  readonly kind: 'channel' | 'direct_message';
  /** Outsiders are in it or invited to it. */
  readonly sharedWithOutsiders: boolean;
  /** Whether the bot may write there; `undefined` where Slack does not say. */
  readonly botMayWrite: boolean | undefined;
  readonly archived: boolean;
}

/**
 * Who is who in the Slack team. A reading began at most 3 s before it is asked for, unless a method says otherwise, and is
 * shared by all who need it then. Throws where Slack cannot be asked.
 */
export interface SlackTeam {
  standingOf(person: PersonId): Promise<Standing>;
  /**
   * For people who decide nothing at this moment: a reading of the last five minutes. Where there is none it is read only
   * while Slack allows plenty of calls, so that whoever decides never waits for it; else it throws at once.
   */
  knownStandingOf(person: PersonId): Promise<Standing>;
  /** All of them are read at once. `needed` only says for whose sake, to whoever waits. */
  readUserGroups(needed: readonly UserGroupId[]): Promise<UserGroups>;
  /** `undefined`: Slack does not know it, or the bot is not in it. */
  readChannel(channel: ChannelId): Promise<Channel | undefined>;
  /** For posts and for what is only shown: a reading of the last minute. */
  recentChannel(channel: ChannelId): Promise<Channel | undefined>;
}
