import { type Allowlist, approverLists, type Entry } from '../domain/entry.ts';
import type { PersonId } from '../domain/person.ts';
import { Refusal } from '../domain/refusal.ts';
import { approvesThrough, listsOf, refuseOutsider, requestsThrough } from '../domain/rights.ts';
import { suggest } from '../domain/suggest.ts';
import { readPerson } from './read-rights.ts';
import type { SlackTeam } from './slack-team.ts';

export interface ListDeps {
  readonly allowlist: () => Allowlist;
  readonly team: SlackTeam;
}

/** The entries a person may request, and those whose requests they may only approve. */
export interface VisibleEntries {
  readonly requestable: readonly Entry[];
  readonly approvable: readonly Entry[];
}

export async function findVisibleEntries(deps: ListDeps, person: PersonId): Promise<VisibleEntries | Refusal> {
  const { entries } = deps.allowlist();
  const reading = await readPerson(deps.team, person, entries.flatMap(listsOf));
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  return {
    requestable: entries.filter((entry) => requestsThrough(entry, reading) !== undefined),
    approvable: entries.filter(
      (entry) => approverLists(entry).length > 0 && approvesThrough(entry, reading) !== undefined,
    ),
  };
}

/** What the person may run in this channel. */
export async function listEntries(
  deps: ListDeps,
  person: PersonId,
  channel: string,
): Promise<readonly Entry[] | Refusal> {
  const visible = await findVisibleEntries(deps, person);
  if (visible instanceof Refusal) return visible;
  return visible.requestable.filter((entry) => entry.channels.every((list) => list.includes(channel)));
}

/** Repeats the word as it was typed, and names only what this person may see. */
export function refuseUnknown(visible: VisibleEntries, action: string, environment: string | undefined): Refusal {
  const seen = [...new Set([...visible.requestable, ...visible.approvable])];
  const ofAction = seen.filter((entry) => entry.action === action.toLowerCase());
  if (ofAction.length === 0) {
    return new Refusal(
      'unknown_action',
      `There is no action “${action}” that you may run.`,
      sayNearest(suggest(action, new Set(seen.map((entry) => entry.action)))),
    );
  }
  const environments = ofAction.map((entry) => entry.environment);
  if (environment === undefined) {
    return new Refusal(
      'environment_missing',
      `Say in which environment to run ${action.toLowerCase()}.`,
      `For example \`/tf-action ${action.toLowerCase()} ${environments[0]}\`. It can run in ${environments.join(', ')}.`,
    );
  }
  return new Refusal(
    'unknown_environment',
    `There is no environment “${environment}” in which you may run ${action.toLowerCase()}.`,
    sayNearest(suggest(environment, environments), environments),
  );
}

function sayNearest(nearest: readonly string[], all: readonly string[] = []): string {
  if (nearest.length > 0) return `Did you mean ${nearest.join(' or ')}?`;
  return all.length > 0 ? `It can run in ${all.join(', ')}.` : '`/tf-action list` shows what you may run here.';
}
