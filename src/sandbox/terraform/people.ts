/** An identity that creates, confirms or locks: a person, or the service user of a team's or organization's token. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly kind: 'user' | 'team' | 'organization';
  /** What this identity's token stands for: the user, the team (`team-…`) or the organization's name. */
  readonly resourceId: string;
}

export interface People {
  named(name: string, kind?: Identity['kind']): Identity;
}

export function createPeople(newId: (prefix: string) => string): People {
  const known = new Map<string, Identity>();
  return {
    named: (name, kind = 'user') => {
      const key = `${kind}:${name}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const id = newId('user');
      const resourceId = { user: id, team: newId('team'), organization: name }[kind];
      const identity: Identity = { id, name, kind, resourceId };
      known.set(key, identity);
      return identity;
    },
  };
}
