import type { ChatFreeze } from '../../../src/domain/freeze.ts';
import type { FreezeBook } from '../../../src/flows/ports/freeze-book.ts';

/** Freezes from chat in memory. `look` makes everything that waits in the environment check again. */
export function keepFreezesInMemory(look: (environment: string) => Promise<void>): FreezeBook {
  let kept: readonly ChatFreeze[] = [];
  const at = (moment: Date) => kept.filter(({ from, until }) => from <= moment && moment < until);
  return {
    current: async (moment) => at(moment),
    async add(freeze) {
      kept = [...kept, freeze];
      await look(freeze.environment);
      return [];
    },
    async lift(environment, moment) {
      const lifted = at(moment).filter((freeze) => freeze.environment === environment);
      kept = kept.filter((freeze) => !lifted.includes(freeze));
      if (lifted.length > 0) await look(environment);
      return lifted.length;
    },
  };
}
