import { authTest } from './payloads.ts';
import type { WebApi } from './web-api.ts';

/** The team that the bot belongs to, and the bot's own ids. */
export interface Identity {
  readonly team: string;
  readonly botUser: string;
  readonly bot: string | undefined;
}

/** Asks Slack until it has answered once and then caches the answer: a token's team never changes. */
export function rememberIdentity(api: WebApi): () => Promise<Identity> {
  let known: Promise<Identity> | undefined;
  const ask = async (): Promise<Identity> => {
    const answer = await api.call('auth.test', {}, authTest);
    return { team: answer.team_id, botUser: answer.user_id, bot: answer.bot_id };
  };
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
