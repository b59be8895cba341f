/** Counts pending work on real sockets, so that a moved clock can wait for it. */
export interface CountedWork {
  /** The same object, but its promises count until they are settled, including those of its parts. */
  counted<Part extends object>(part: Part): Part;
  /** Resolves once nothing was pending for a turn of the event loop. */
  settle(): Promise<void>;
}

export function countWork(): CountedWork {
  let underWay = 0;
  const counted = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value === 'object' && value !== null) return counted(value);
        if (typeof value !== 'function') return value;
        return (...given: readonly unknown[]) => {
          const answer: unknown = Reflect.apply(value, target, given);
          if (!(answer instanceof Promise)) return answer;
          underWay += 1;
          return answer.finally(() => {
            underWay -= 1;
          });
        };
      },
    });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    counted,
    async settle() {
      for (let quiet = 0; quiet < 2; quiet += 1) {
        await turn();
        if (underWay > 0) quiet = -1;
      }
    },
  };
}
