import type { Changes } from './changes.ts';
import type { Identifiers } from './identifiers.ts';
import { type JsonObject, stringOf } from './json.ts';
import { withBlockIds } from './messages.ts';

/** Slack's rule: a stack has at most three views. */
export const DEEPEST_STACK = 3;

/** A modal on a person's screen. */
export interface OpenView {
  readonly id: string;
  readonly person: string;
  /** As the app sent it, with a block_id on every block. */
  readonly view: JsonObject & { readonly blocks: readonly JsonObject[] };
  /** Changes with each update. */
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  /** The red errors under inputs after a submission was answered with errors, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface Views {
  /** Opens a view on top of the view `onTop`, or in place of all views. */
  open(person: string, view: JsonObject, onTop?: string): OpenView;
  update(id: string, view: JsonObject): OpenView;
  showErrors(id: string, errors: Readonly<Record<string, string>>): OpenView;
  /** Closes the view and shows the one below it. */
  close(id: string): void;
  /** Closes all of a person's views. */
  clear(person: string): void;
  find(id: string): OpenView | undefined;
  findExternal(externalId: string): OpenView | undefined;
  /** A person's views, the front one last. */
  of(person: string): readonly OpenView[];
}

export function createViews(identifiers: Identifiers, changes: Changes): Views {
  const views = new Map<string, OpenView>();
  const keep = (view: OpenView): OpenView => {
    views.set(view.id, view);
    changes.notify('view');
    return view;
  };
  const of = (person: string) => [...views.values()].filter((view) => view.person === person);
  const clear = (person: string) => {
    for (const view of of(person)) views.delete(view.id);
    changes.notify('view');
  };
  const get = (id: string): OpenView => {
    const view = views.get(id);
    if (view === undefined) throw new Error(`No view ${id} is open in the Slack sandbox.`);
    return view;
  };
  const fresh = (view: JsonObject) => ({
    view: { ...view, blocks: withBlockIds(blocksOf(view), identifiers) },
    hash: `${identifiers.timestamp()}.${identifiers.secret().slice(0, 8)}`,
    errors: {},
  });
  return {
    open(person, view, onTop) {
      if (onTop === undefined) clear(person);
      const below = onTop === undefined ? undefined : get(onTop);
      const id = identifiers.id('V');
      return keep({ id, person, rootId: below?.rootId ?? id, previousId: below?.id, ...fresh(view) });
    },
    update: (id, view) => keep({ ...get(id), ...fresh(view) }),
    showErrors: (id, errors) => keep({ ...get(id), errors }),
    close(id) {
      views.delete(id);
      changes.notify('view');
    },
    clear,
    find: (id) => views.get(id),
    findExternal: (externalId) => [...views.values()].find((one) => stringOf(one.view.external_id) === externalId),
    of,
  };
}

function blocksOf(view: JsonObject): readonly JsonObject[] {
  return Array.isArray(view.blocks) ? view.blocks : [];
}
