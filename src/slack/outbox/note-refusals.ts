import type { Logger } from 'pino';

/** What was being done when it failed: a look comes before a post that may have been done already. */
export type Calling = 'draw' | 'redraw' | 'look' | 'post';

/** Notes words of Slack's that nobody here knows. */
export interface Refusals {
  unknown(word: string, facts: { readonly calling: Calling }): void;
}

/** So many words are kept; Slack has some hundreds. */
const MOST_WORDS = 1_000;

/** Logs each word once, since what is refused with it is tried without end, and counts every refusal. */
export function noteRefusals(log: Logger, count: (calling: Calling) => void): Refusals {
  const logged = new Set<string>();
  return {
    unknown(word, facts) {
      count(facts.calling);
      if (logged.has(word) || logged.size >= MOST_WORDS) return;
      logged.add(word);
      log.error({ ...facts, word }, 'Slack refuses with a word that is not known here; it is tried again and again');
    },
  };
}
