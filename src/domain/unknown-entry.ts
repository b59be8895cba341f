import { SEE_LIST } from './commands.ts';
import type { Entry } from './entry.ts';
import { Refusal } from './refusal.ts';
import { distanceBetween, suggest } from './suggest.ts';

/** The names that somebody typed: the action, the environment, and any other words. */
export interface TypedNames {
  readonly action: string;
  readonly environment: string | undefined;
  readonly stray?: readonly string[];
}

/** Refuses names that match no entry. Repeats them as typed, and suggests only entries that this person sees. */
export function refuseUnknownEntry(seen: readonly Entry[], typed: TypedNames): Refusal {
  const { action, environment, stray = [] } = typed;
  const ofAction = seen.filter((entry) => entry.action === action.toLowerCase());
  if (ofAction.length === 0) return refuseUnknownAction(seen, typed);
  const environments = ofAction.map((entry) => entry.environment);
  if (environment === undefined) {
    return new Refusal(
      'environment_missing',
      `Say in which environment to run ${action.toLowerCase()}.`,
      `For example \`/tf-action ${action.toLowerCase()} ${environments[0]}\`. It can run in ${environments.join(', ')}.`,
    );
  }
  const meant = stray.length === 0 ? [] : findMeant([action, environment, ...stray], seen);
  const near = suggest(environment, environments);
  return new Refusal(
    'unknown_environment',
    `There is no environment “${environment}” where you can run ${action.toLowerCase()}.`,
    sayMeant(meant) ?? sayNearest(near) ?? `It can run in ${environments.join(', ')}.`,
  );
}

function refuseUnknownAction(seen: readonly Entry[], { action, environment, stray = [] }: TypedNames): Refusal {
  const words = [action, ...(environment === undefined ? [] : [environment]), ...stray];
  const meant = sayMeant(findMeant(words, seen));
  const inIt = seen.find((entry) => entry.environment === action.toLowerCase());
  if (meant === undefined && inIt !== undefined) {
    return new Refusal(
      'unknown_action',
      `“${action}” is an environment. The action comes first.`,
      `For example \`${commandOf(inIt)}\`. ${SEE_LIST}`,
    );
  }
  const actions = new Set(seen.map((entry) => entry.action));
  const near = words.slice(0, MOST_WORDS).map((word) => suggest(word, actions));
  return new Refusal(
    'unknown_action',
    `There is no action “${action}” that you can run.`,
    meant ?? sayNearest(near.find(({ length }) => length > 0) ?? []) ?? SEE_LIST,
  );
}

/** The most words to compare. More are a sentence, and each is compared with every name. */
const MOST_WORDS = 5;
const MOST_MEANT = 3;

/** The entries whose action and environment are nearest to two of the words, in either order. */
function findMeant(words: readonly string[], seen: readonly Entry[]): readonly Entry[] {
  const few = words.slice(0, MOST_WORDS);
  const fromWords = (name: string): readonly (number | undefined)[] => few.map((word) => distanceBetween(word, name));
  const actions = new Map(seen.map(({ action }) => [action, fromWords(action)]));
  const environments = new Map(seen.map(({ environment }) => [environment, fromWords(environment)]));
  const found = seen.map((entry) => {
    const [ofAction = [], ofEnvironment = []] = [actions.get(entry.action), environments.get(entry.environment)];
    const sums = ofAction.flatMap((one, at) =>
      ofEnvironment.flatMap((other, place) =>
        at === place || one === undefined || other === undefined ? [] : [one + other],
      ),
    );
    return { entry, distance: Math.min(...sums) };
  });
  const nearest = Math.min(...found.map(({ distance }) => distance));
  if (!Number.isFinite(nearest)) return [];
  return found.filter(({ distance }) => distance === nearest).map(({ entry }) => entry);
}

const commandOf = ({ action, environment }: Entry): string => `/tf-action ${action} ${environment}`;

const sayMeant = (meant: readonly Entry[]): string | undefined =>
  sayNearest(meant.slice(0, MOST_MEANT).map((entry) => `\`${commandOf(entry)}\``));

const sayNearest = (nearest: readonly string[]): string | undefined =>
  nearest.length === 0 ? undefined : `Did you mean ${nearest.join(' or ')}?`;
