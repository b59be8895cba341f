/** Collects events, so that a test can wait for them instead of sleeping. */
export interface Happenings<Item> {
  readonly all: readonly Item[];
  add(item: Item): void;
  /** Resolves to the first `count` events as soon as they exist. */
  first(count: number): Promise<readonly Item[]>;
}

export function collectHappenings<Item>(): Happenings<Item> {
  const all: Item[] = [];
  const waiting: { readonly count: number; readonly resolve: (items: readonly Item[]) => void }[] = [];
  return {
    all,
    add(item) {
      all.push(item);
      for (const { count, resolve } of waiting) if (all.length >= count) resolve(all.slice(0, count));
    },
    first(count) {
      return new Promise((resolve) => {
        if (all.length >= count) resolve(all.slice(0, count));
        else waiting.push({ count, resolve });
      });
    },
  };
}
