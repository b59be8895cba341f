import { Refusal } from './refusal.ts';
import { suggest } from './suggest.ts';

export interface HistoryFilter {
  readonly action?: string;
  readonly environment?: string;
}

/** The filter that the words mean, and the words that are not names this person may see. */
export interface HistoryWords extends HistoryFilter {
  readonly unknown: readonly string[];
}

interface Names {
  readonly actions: readonly string[];
  readonly environments: readonly string[];
}

/**
 * Reads an action and an environment, both optional. An unknown word may be the name of something that was removed from
 * the allowlist.
 */
export function readHistoryWords(words: readonly string[], names: Names): HistoryWords | Refusal {
  let action: string | undefined;
  let environment: string | undefined;
  const unknown: string[] = [];
  for (const typed of words) {
    const word = typed.toLowerCase();
    const isAction = names.actions.includes(word);
    const isEnvironment = names.environments.includes(word);
    if (!isAction && !isEnvironment) unknown.push(typed);
    if (action === undefined && !(isEnvironment && !isAction)) action = word;
    else if (environment === undefined && !(isAction && !isEnvironment)) environment = word;
    else return refuseTooMany(typed);
  }
  return { ...(action && { action }), ...(environment && { environment }), unknown };
}

const refuseTooMany = (word: string): Refusal =>
  new Refusal(
    'unknown_command',
    `“${word}” is one name too many: history takes one action, one environment and one person.`,
    'Write `/tf-action history cleanup prod @name`; each may be left out.',
  );

/** Suggests the nearest names that this person may see. */
export function refuseUnknownWord(word: string, kind: 'name' | 'person', names: Iterable<string>): Refusal {
  const nearest = suggest(word, names);
  const what = kind === 'person' ? 'nobody' : 'no action and no environment';
  return new Refusal(
    'unknown_word',
    `There is ${what} “${word}” with requests that you may see.`,
    nearest.length > 0
      ? `Did you mean ${nearest.join(' or ')}?`
      : '`/tf-action history` without a name shows the newest requests that you may see.',
  );
}
