import type { Logger } from 'pino';

/** What failed. A search runs before repeating a post that may already be in Slack. */
export type Calling = 'draw' | 'redraw' | 'look' | 'post';

/** Records error codes of Slack that we do not know. */
export interface Refusals {
  unknown(word: string, facts: { readonly calling: Calling }): void;
}

/** Codes that are remembered. Slack has a few hundred. */
const MOST_WORDS = 1_000;

/** Logs each code once, since its item is retried without end, and counts every refusal. */
export function noteRefusals(log: Logger, count: (calling: Calling) => void): Refusals {
  const logged = new Set<string>();
  return {
    unknown(word, facts) {
      count(facts.calling);
      if (logged.has(word) || logged.size >= MOST_WORDS) return;
      logged.add(word);
      log.error({ ...facts, word }, 'Slack returned an unknown error; retrying');
    },
  };
}
