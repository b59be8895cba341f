/** The kind of a change, so that a listener can ignore some. */
export type Change = 'call' | 'channel' | 'connection' | 'delivery' | 'ephemeral' | 'message' | 'person' | 'view';

/** The listeners for changes. */
export interface Changes {
  notify(change: Change): void;
  subscribe(listener: (change: Change) => void): () => void;
}

/** Calls listeners synchronously after each change, in the order in which they subscribed. */
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
 * Calls `look` now and after each change until it returns something. Rejects after `within` milliseconds of real time
 * (default 5000), whatever the sandbox's clock says.
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
