import type { ApprovalLine, Entry } from '../domain/entry.ts';
import type { PeopleList, PersonId } from '../domain/person.ts';
import type { Fault, Path } from './fault.ts';
import type { PlacedEntry } from './read-levels.ts';

/** Lines that want more people than they name, as far as ids tell without asking Slack who is in a group. */
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

/** What is wrong with the people of an entry taken together, as far as ids tell: nobody may ask, or nobody can agree. */
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

/** Each list of channels has to hold, so that lists without a channel in common leave none. */
export function faultInChannels({ environment, channels }: Entry): string | undefined {
  const [first, ...others] = channels;
  if (first === undefined || first.some((channel) => others.every((list) => list.includes(channel)))) return undefined;
  return `can be requested in no channel in ${environment}, since none stands in every list of channels. Name one in each.`;
}

/** Whoever stands in each of the lists; `undefined` where only Slack can tell. */
function namedInAll(lists: readonly PeopleList[]): readonly PersonId[] | undefined {
  const named = lists.filter((list) => !list.everyone && list.groups.length === 0).map((list) => list.people);
  const [first, ...others] = named;
  return first?.filter((person) => others.every((list) => list.includes(person)));
}

/** Whether distinct people can fill every place of the lines that name no group, without one of them. */
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
