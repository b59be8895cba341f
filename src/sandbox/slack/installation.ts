/** The Slack team that the app is installed in. */
export interface SlackTeam {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** Set where the team belongs to an Enterprise organization. */
  readonly enterpriseId?: string;
  /** The app is installed to the whole organization, and its token is for all teams of it. */
  readonly isOrganizationWide?: boolean;
}

/** One app in one team: its names, tokens and scopes. */
export interface Installation {
  readonly team: SlackTeam;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botName: string;
  /** The old verification token that every payload still carries. */
  readonly verificationToken: string;
  /** The tokens that are good now; either can be revoked or replaced. */
  readonly tokens: Tokens;
  /** Undefined: every scope is granted. */
  readonly scopes: ReadonlySet<string> | undefined;
}

/** The tokens that Slack takes at this moment, and those it took before. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
  readonly revoked: ReadonlySet<string>;
  revoke(token: string): void;
  /** Gives out a new token; the one before is revoked. */
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

/** The organization as payloads and answers name it, or undefined outside one. */
export function enterpriseOf(team: SlackTeam): { readonly id: string; readonly name: string } | undefined {
  return team.enterpriseId === undefined ? undefined : { id: team.enterpriseId, name: `${team.name} organization` };
}
