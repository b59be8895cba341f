/** Runs the work when its person's turn comes. */
type FairQueue = <Value>(person: string, work: () => Promise<Value>) => Promise<Value>;

interface Seats {
  /** Work in progress, in total. */
  readonly atOnce: number;
  /** Work in progress, per person. */
  readonly each: number;
}

/**
 * Limits how much work is in progress, in total and per person. Free slots rotate among the people who wait, one piece
 * of work each, so that nobody's queue delays another person's first command.
 */
export function createFairQueue({ atOnce, each }: Seats): FairQueue {
  const waiting = new Map<string, (() => void)[]>();
  const underWay = new Map<string, number>();
  let free = atOnce;
  const workOf = (person: string): number => underWay.get(person) ?? 0;
  const begin = (person: string): void => {
    free -= 1;
    underWay.set(person, workOf(person) + 1);
  };
  const end = (person: string): void => {
    free += 1;
    const left = workOf(person) - 1;
    if (left > 0) underWay.set(person, left);
    else underWay.delete(person);
  };
  const letNextBegin = (): void => {
    if (free === 0) return;
    const next = [...waiting].find(([person]) => workOf(person) < each);
    if (next === undefined) return;
    const [person, [start, ...later]] = next;
    // After a turn, the person goes to the end of the rotation.
    waiting.delete(person);
    if (later.length > 0) waiting.set(person, later);
    begin(person);
    start?.();
  };
  return async (person, work) => {
    if (free > 0 && workOf(person) < each) begin(person);
    else await new Promise<void>((resolve) => void waiting.set(person, [...(waiting.get(person) ?? []), resolve]));
    try {
      return await work();
    } finally {
      end(person);
      letNextBegin();
    }
  };
}
