/** What changed, so that a listener can decide whether to look. */
export type Change = 'call' | 'channel' | 'connection' | 'delivery' | 'ephemeral' | 'message' | 'person' | 'view';

/** Who wants to know of each change, and how they are told. */
export interface Changes {
  notify(change: Change): void;
  subscribe(listener: (change: Change) => void): () => void;
}

/** Listeners are called in the order in which they came, at once, after the change was made. */
export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  return {
    notify(change) {
      for (const listener of [...listeners]) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/**
 * Looks at once and then after each change, until `look` gives something.
 * Rejects after `within` milliseconds of real time (default 5000), whatever the sandbox's clock says.
 */
export function waitUntil<Seen>(
  changes: Changes,
  look: () => Seen | undefined | false,
  options: { readonly within?: number; readonly what?: string } = {},
): Promise<Seen> {
  const within = options.within ?? 5000;
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const tooLate = setTimeout(() => {
      stop();
      reject(new Error(`Nothing in the Slack sandbox showed ${options.what ?? String(look)} within ${within} ms.`));
    }, within);
    const check = () => {
      try {
        const seen = look();
        if (seen === undefined || seen === false) return;
        resolve(seen);
      } catch (failure) {
        reject(failure instanceof Error ? failure : new Error(String(failure)));
      }
      clearTimeout(tooLate);
      stop();
    };
    stop = changes.subscribe(check);
    check();
  });
}
