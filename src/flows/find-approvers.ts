import { candidatesOf, outlookOf, refuseUnapprovable } from '../domain/approvable.ts';
import { approverLists, type Entry } from '../domain/entry.ts';
import { findInList, type PersonId } from '../domain/person.ts';
import type { Refusal } from '../domain/refusal.ts';
import { readGroups } from './read-rights.ts';
import type { SlackTeam } from './slack-team.ts';

/** So many people are looked at before it is left to the approvals themselves: Slack answers about 100 such calls a minute. */
const LOOKED_AT_MOST = 40;

/**
 * A request that nobody can approve is not asked: it would only expire. Looks at no more people than it takes to be sure.
 * Somebody who may go ahead without the approvals needs none.
 */
export async function findApprovers(team: SlackTeam, entry: Entry, requester: PersonId): Promise<Refusal | undefined> {
  if (entry.approval.required.length === 0) return undefined;
  const groups = await readGroups(team, [...approverLists(entry), entry.breakGlass]);
  if (findInList(entry.breakGlass, requester, groups) !== undefined) return undefined;
  const good: PersonId[] = [];
  let unknown = candidatesOf(entry, requester, groups);
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MOST; ) {
    const outlook = outlookOf(entry, good, unknown, groups);
    if (outlook.kind === 'fillable') return undefined;
    if (outlook.kind === 'unfillable') return refuseUnapprovable(entry, outlook.missing);
    const { about } = outlook;
    const standings = await Promise.all(about.map((person) => team.standingOf(person)));
    good.push(...standings.flatMap(({ id, outside }) => (outside === undefined ? [id] : [])));
    unknown = unknown.filter((person) => !about.includes(person));
    lookedAt += about.length;
  }
  return undefined;
}
