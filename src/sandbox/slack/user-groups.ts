/** A named group of people. Its handle mentions it. */
export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
  readonly disabled: boolean;
}

export type NewUserGroup = Pick<UserGroup, 'id' | 'handle'> & Partial<UserGroup>;

export interface UserGroups {
  add(group: NewUserGroup): UserGroup;
  /** Throws if there is no such group. */
  update(id: string, change: Partial<Omit<UserGroup, 'id'>>): UserGroup;
  find(id: string): UserGroup | undefined;
  readonly all: readonly UserGroup[];
}

export function createUserGroups(): UserGroups {
  const groups = new Map<string, UserGroup>();
  const keep = (group: UserGroup): UserGroup => {
    groups.set(group.id, group);
    return group;
  };
  return {
    add(group) {
      if (!/^S[A-Z0-9]+$/.test(group.id)) throw new Error(`A user group's id is S…, not ${group.id}.`);
      if (groups.has(group.id)) throw new Error(`${group.id} is in the Slack sandbox already.`);
      return keep({ ...group, users: group.users ?? [], disabled: group.disabled ?? false });
    },
    update(id, change) {
      const group = groups.get(id);
      if (group === undefined) throw new Error(`The Slack sandbox has no user group ${id}.`);
      return keep({ ...group, ...change });
    },
    find: (id) => groups.get(id),
    get all() {
      return [...groups.values()];
    },
  };
}
