import type { ChatFreeze } from '../../../src/domain/freeze.ts';
import type { FreezeBook } from '../../../src/flows/ports/freeze-book.ts';

/** The freezes from chat as the flows need them, in memory. */
export function keepFreezesInMemory(): FreezeBook {
  let kept: readonly ChatFreeze[] = [];
  const at = (moment: Date) => kept.filter(({ from, until }) => from <= moment && moment < until);
  return {
    current: async (moment) => at(moment),
    async add(freeze) {
      kept = [...kept, freeze];
      return [];
    },
    async lift(environment, moment) {
      const lifted = at(moment).filter((freeze) => freeze.environment === environment);
      kept = kept.filter((freeze) => !lifted.includes(freeze));
      return lifted.length;
    },
  };
}
