import { APPROVED_BY_SRE, approvesOncePreviewed, creating, expires, LONG } from './acts.ts';
import type { Standing } from './stage.ts';

/** Nobody knows of a run yet, or there is only a preview. */
export const BEFORE_THE_RUN: readonly Standing[] = [
  {
    stands: 'unconfirmed',
    enters: 'request.asked',
    reaches: async ({ says, environment, shows }) => {
      await says('ana', `/tf-action cleanup ${environment}`);
      await shows(/Run cleanup in/);
    },
    ends: async (stage) => {
      await stage.passes(LONG);
      await stage.state('expired');
    },
    ended: /Expired/,
  },
  {
    stands: 'awaiting_approval',
    entry: APPROVED_BY_SRE,
    enters: 'request.run_it',
    reaches: ({ asks }) => asks(),
    ends: expires,
    ended: /Expired/,
  },
  {
    stands: 'awaiting_approval under a freeze',
    entry: APPROVED_BY_SRE,
    enters: 'request.held',
    reaches: async ({ asks, says, environment, shows }) => {
      await asks();
      await says('ben', `/tf-action freeze ${environment} 1h upkeep`);
      await shows(/upkeep/);
    },
    ends: async ({ says, clicks, environment, shows }) => {
      await says('ben', `/tf-action unfreeze ${environment}`);
      await shows(/^(?!.*upkeep).*Asked by @/s);
      await clicks('ben', 'Approve');
    },
    ended: /Succeeded/,
  },
  {
    stands: 'awaiting_approval, its preview about to be asked for again',
    entry: { ...APPROVED_BY_SRE, preview: true },
    enters: 'preview.creation_postponed',
    reaches: creating('busy'),
    ends: approvesOncePreviewed,
    ended: /Succeeded/,
  },
  {
    stands: 'awaiting_approval, no answer to the call for its preview',
    entry: { ...APPROVED_BY_SRE, preview: true },
    enters: 'preview.creating',
    reaches: creating('hangs, created'),
    ends: approvesOncePreviewed,
    ended: /Succeeded/,
  },
  {
    stands: 'approved, about to be created',
    enters: 'run.creation_postponed',
    reaches: creating('busy'),
    ended: /Succeeded/,
  },
  {
    stands: 'creating, its run made',
    enters: 'run.creating',
    reaches: creating('hangs, created'),
    ended: /Succeeded/,
  },
  {
    stands: 'creating, no run made',
    enters: 'run.creating',
    reaches: creating('hangs, not created'),
    ends: ({ passes }) => passes(40_000),
    ended: /Unresolved/,
  },
];
