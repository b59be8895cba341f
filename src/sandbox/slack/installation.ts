/** The Slack team in which the app is installed. */
export interface SlackTeam {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** Set if the team belongs to an Enterprise organization. */
  readonly enterpriseId?: string;
  /** The app is installed for the whole organization, and its token is valid for all teams. */
  readonly isOrganizationWide?: boolean;
}

/** An app in a team: its names, tokens and scopes. */
export interface Installation {
  team: SlackTeam;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botName: string;
  /** The old verification token, which every payload still contains. */
  readonly verificationToken: string;
  /** The valid tokens. Each can be revoked or replaced. */
  readonly tokens: Tokens;
  /** `undefined`: every scope is granted. */
  scopes: ReadonlySet<string> | undefined;
}

/** The valid tokens and the revoked ones. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
  readonly revoked: ReadonlySet<string>;
  revoke(token: string): void;
  /** Sets a new token and revokes the previous one. */
  replace(which: 'bot' | 'app', token: string): void;
}

export function createTokens(bot: string, app: string): Tokens {
  const current = { bot, app };
  const revoked = new Set<string>();
  return {
    get bot() {
      return current.bot;
    },
    get app() {
      return current.app;
    },
    revoked,
    revoke: (token) => void revoked.add(token),
    replace(which, token) {
      revoked.add(current[which]);
      revoked.delete(token);
      current[which] = token;
    },
  };
}

/** The organization in payloads and answers. `undefined` if there is none. */
export function enterpriseOf(team: SlackTeam): { readonly id: string; readonly name: string } | undefined {
  return team.enterpriseId === undefined ? undefined : { id: team.enterpriseId, name: `${team.name} organization` };
}
