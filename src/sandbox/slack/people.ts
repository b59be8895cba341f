import type { Changes } from './changes.ts';
import type { SlackTeam } from './installation.ts';

/** A person's role in the team. A stranger belongs to another team, through Slack Connect. */
type PersonKind = 'member' | 'guest' | 'single_channel_guest' | 'bot' | 'deactivated' | 'stranger';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly kind: PersonKind;
  /** On Enterprise Grid: the `W…` id that users.info returns, whichever of the two ids was asked for. */
  readonly gridId?: string;
  readonly teamId: string;
  /** The IANA time zone in which dates are shown to them. */
  readonly timezone: string;
}

export type NewPerson = Pick<Person, 'id' | 'name'> & Partial<Omit<Person, 'id' | 'name'>>;
export type PersonChange = Partial<Omit<Person, 'id'>>;

export interface People {
  add(person: NewPerson): Person;
  update(id: string, change: PersonChange): Person;
  find(id: string): Person | undefined;
  /** Throws if there is no such person. */
  get(id: string): Person;
  readonly all: readonly Person[];
}

const STRANGERS_TEAM = 'T0STRANGER';

export function createPeople(team: SlackTeam, changes: Changes): People {
  const people = new Map<string, Person>();
  const keep = (person: Person): Person => {
    people.set(person.id, person);
    changes.notify('person');
    return person;
  };
  const get = (id: string): Person => {
    const person = people.get(id);
    if (person === undefined) throw new Error(`Nobody in the Slack sandbox is ${id}. Add them with addPerson first.`);
    return person;
  };
  return {
    add(person) {
      if (!/^[UW][A-Z0-9]+$/.test(person.id))
        throw new Error(`A person's id is U… or W…, and ${person.id} is neither.`);
      if (people.has(person.id)) throw new Error(`${person.id} is in the Slack sandbox already.`);
      const kind = person.kind ?? 'member';
      return keep({
        ...person,
        kind,
        realName: person.realName ?? capitalized(person.name),
        teamId: person.teamId ?? (kind === 'stranger' ? STRANGERS_TEAM : team.id),
        timezone: person.timezone ?? 'UTC',
      });
    },
    update: (id, change) => keep({ ...get(id), ...change }),
    find: (id) => people.get(id) ?? [...people.values()].find(({ gridId }) => gridId === id),
    get,
    get all() {
      return [...people.values()];
    },
  };
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
