import { candidatesOf, outlookOf } from '../../domain/approvable.ts';
import { type ApprovalLine, approverLists, type Entry } from '../../domain/entry.ts';
import { idsOf, isSamePerson, type PersonId, type PersonIds, type Standing } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { SlackTeam } from '../ports/slack-team.ts';
import { CouldNotFindOut } from './could-not-find-out.ts';
import { readGroups } from './read-rights.ts';

/**
 * The most people that are looked up before leaving it to the approvals themselves. Slack allows about 100 such calls a
 * minute.
 */
const LOOKED_AT_MOST = 40;

/**
 * The approval lines that nobody can fill, or `undefined` if all can be filled. A request that nobody can approve would
 * only expire. Looks up no more people than necessary.
 */
export async function findMissingApprovers(
  team: SlackTeam,
  entry: Entry,
  requester: PersonIds,
): Promise<readonly ApprovalLine[] | undefined> {
  if (entry.approval.required.length === 0) return undefined;
  const groups = await readGroups(team, approverLists(entry));
  const allowsOwn = entry.approval.allowRequester;
  const good: PersonIds[] = [];
  const counts = (standing: Standing): boolean =>
    standing.outside === undefined && (allowsOwn || !isSamePerson(idsOf(standing), requester));
  let unknown = candidatesOf(entry, requester, groups);
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MOST; ) {
    const outlook = outlookOf(entry, good, unknown, groups);
    if (outlook.kind === 'fillable') return undefined;
    if (outlook.kind === 'unfillable') return outlook.missing;
    const { about } = outlook;
    const standings = await readKnown(team, about);
    // The approvals themselves count everybody by a fresh reading.
    if (standings === undefined) return undefined;
    good.push(...standings.filter(counts).map(idsOf));
    unknown = unknown.filter((person) => !about.includes(person));
    lookedAt += about.length;
  }
  return undefined;
}

/** The most people who get a direct message with the buttons of a request, in the order of their ids. */
const ASKED_AT_MOST = 20;

/** Who can act on a waiting request, besides its requester: people who may approve the entry and have not done so. */
export async function findThoseWhoCanAct(
  team: Pick<SlackTeam, 'readUserGroups'>,
  { asked: { entry }, requester, state, decisions }: ActionRequest,
): Promise<readonly PersonId[]> {
  const groups = await readGroups(team, approverLists(entry));
  const approved = decisions.filter(({ kind }) => kind === 'approve').map(({ person }) => person);
  return candidatesOf(entry, requester, groups)
    .filter((person) => person !== requester)
    .filter((person) => state !== 'awaiting_approval' || !approved.includes(person))
    .toSorted()
    .slice(0, ASKED_AT_MOST);
}

/**
 * They may only approve later, so a reading some minutes old suffices. `undefined` if Slack allows no more calls for
 * this.
 */
async function readKnown(team: SlackTeam, people: readonly PersonId[]): Promise<readonly Standing[] | undefined> {
  try {
    return await Promise.all(people.map((person) => team.knownStandingOf(person)));
  } catch (error) {
    if (error instanceof CouldNotFindOut) return undefined;
    throw error;
  }
}
