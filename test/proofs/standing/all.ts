import { ADDRESS } from '../../conversation.ts';
import { BEFORE_THE_RUN } from './before-the-run.ts';
import { ENDED } from './ended.ts';
import { PASSING } from './passing.ts';
import { nameOf, type Standing } from './stage.ts';
import { WITH_A_RUN } from './with-a-run.ts';

/** Every state of a request, and whatever it can wait for there. */
export const STANDING: readonly Standing[] = [...BEFORE_THE_RUN, ...WITH_A_RUN, ...ENDED, ...PASSING];

export const allowlistOfAll = (): string =>
  JSON.stringify({
    version: 1,
    people: { devs: 'S0DEVS0001', sre: 'S0SRE00001' },
    everywhere: { organization: 'acme', requesters: ['devs', 'sre'] },
    environments: Object.fromEntries(
      STANDING.map((_, index) => [nameOf(index), { workspace: nameOf(index), operators: ['sre'] }]),
    ),
    actions: {
      cleanup: {
        address: ADDRESS,
        environments: Object.fromEntries(STANDING.map(({ entry = {} }, index) => [nameOf(index), entry])),
      },
    },
  });
