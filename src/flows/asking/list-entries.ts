import { type Allowlist, type Entry, findEntry } from '../../domain/entry.ts';
import type { PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import { refuseOutsider, requestsThrough } from '../../domain/rights.ts';
import { suggest } from '../../domain/suggest.ts';
import { seeingLists, seesEntry } from '../../domain/visibility.ts';
import { readPerson } from '../guarding/read-rights.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

export interface ListDeps {
  readonly allowlist: () => Allowlist;
  readonly team: SlackTeam;
}

/** The entries of which a person is told: those they may request, and others whose requests they may approve or see. */
export interface VisibleEntries {
  readonly requestable: readonly Entry[];
  readonly others: readonly Entry[];
}

async function findVisibleEntries(deps: ListDeps, person: PersonId): Promise<VisibleEntries | Refusal> {
  const { entries } = deps.allowlist();
  const reading = await readPerson(deps.team, person, entries.flatMap(seeingLists));
  const outsider = refuseOutsider(reading.standing);
  if (outsider !== undefined) return outsider;
  const seen = entries.filter((entry) => seesEntry(entry, reading));
  const [requestable, others] = [true, false].map((may) =>
    seen.filter((entry) => (requestsThrough(entry, reading) !== undefined) === may),
  );
  return { requestable: requestable ?? [], others: others ?? [] };
}

/** The entry, if there is one and the person is told of it; everybody else is told that there is none. */
export async function findSeenEntry(
  deps: ListDeps,
  person: PersonId,
  action: string,
  environment: string | undefined,
): Promise<Entry | Refusal> {
  const entry = environment === undefined ? undefined : findEntry(deps.allowlist(), action, environment);
  if (entry !== undefined && seesEntry(entry, await readPerson(deps.team, person, seeingLists(entry)))) return entry;
  const visible = await findVisibleEntries(deps, person);
  return visible instanceof Refusal ? visible : refuseUnknown(visible, action, environment);
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
  const seen = [...new Set([...visible.requestable, ...visible.others])];
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
