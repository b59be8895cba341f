import type { ApprovalLine, Entry } from '../domain/entry.ts';
import type { PeopleList, PersonId } from '../domain/person.ts';
import type { Fault, Path } from './fault.ts';
import type { PlacedEntry } from './read-levels.ts';

/** Finds approval lines that need more people than they name. Members of groups are unknown here. */
export function faultsInCounts(placed: readonly PlacedEntry[]): readonly Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { path, level } of placed.flatMap(({ levels }) => levels)) {
    for (const [index, { from, count }] of (level.required ?? []).entries()) {
      const here: Path = [...path, 'approval', 'required', index];
      if (seen.has(here.join('\n')) || !isTooMany({ from, count })) continue;
      seen.add(here.join('\n'));
      const named = from.people.length === 1 ? '1 person is' : `${from.people.length} people are`;
      const text = `wants ${count} people, but ${named} named. Lower count, or name more people or a group.`;
      faults.push({ path: here, at: 'value', text });
    }
  }
  return faults;
}

const isTooMany = ({ from, count }: ApprovalLine): boolean => from.groups.length === 0 && from.people.length < count;

/** Finds entries that nobody can request, or whose approvals cannot be completed, as far as ids show. */
export function faultInPeople(entry: Entry): string | undefined {
  const { environment } = entry;
  const { required, allowRequester } = entry.approval;
  const askers = namedInAll(entry.requesters);
  if (askers?.length === 0) {
    return `can be requested by nobody in ${environment}, since nobody stands in every list of requesters. Name somebody in each.`;
  }
  if (required.some(isTooMany)) return undefined;
  if (!canBeFilled(required, undefined)) {
    return `can never be approved in ${environment}: nobody counts twice, and the lines of required name too few people together. Name more, or take a line out.`;
  }
  if (!allowRequester && askers?.every((asker) => !canBeFilled(required, asker)) === true) {
    return `can never be approved in ${environment}: whoever may request it would have to approve it too. Name other people in approval.required.`;
  }
  return undefined;
}

/** Finds entries whose lists of channels have none in common. */
export function faultInChannels({ environment, channels }: Entry): string | undefined {
  const [first, ...others] = channels;
  if (first === undefined || first.some((channel) => others.every((list) => list.includes(channel)))) return undefined;
  return `can be requested in no channel in ${environment}, since none stands in every list of channels. Name one in each.`;
}

/** The people who are in every list. `undefined` if only Slack knows. */
function namedInAll(lists: readonly PeopleList[]): readonly PersonId[] | undefined {
  const named = lists.filter((list) => !list.everyone && list.groups.length === 0).map((list) => list.people);
  const [first, ...others] = named;
  return first?.filter((person) => others.every((list) => list.includes(person)));
}

/** True if different people can fill every slot of the lines without groups, leaving out one person. */
function canBeFilled(lines: readonly ApprovalLine[], without: PersonId | undefined): boolean {
  const places = lines
    .filter(({ from }) => from.groups.length === 0)
    .flatMap(({ from, count }) => Array.from({ length: count }, () => from.people.filter((id) => id !== without)));
  const placeOf = new Map<PersonId, readonly PersonId[]>();
  const fill = (place: readonly PersonId[], asked: Set<PersonId>): boolean =>
    place.some((person) => {
      if (asked.has(person)) return false;
      asked.add(person);
      const taken = placeOf.get(person);
      if (taken !== undefined && !fill(taken, asked)) return false;
      placeOf.set(person, place);
      return true;
    });
  return places.every((place) => fill(place, new Set()));
}
