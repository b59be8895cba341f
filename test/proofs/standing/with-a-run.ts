import { BY_HAND, expires, hanging, locked, unlocks } from './acts.ts';
import type { Standing } from './stage.ts';

/** A run of the request stands. */
export const WITH_A_RUN: readonly Standing[] = [
  {
    stands: 'running, its run in the queue',
    enters: 'run.created',
    reaches: async (stage) => {
      locked(stage);
      await stage.asks();
      await stage.run();
    },
    ends: unlocks,
    ended: /Succeeded/,
  },
  {
    stands: 'running, withdrawn, no answer to the call that ends its run',
    enters: 'request.withdrawn',
    reaches: async (stage) => {
      locked(stage);
      await stage.asks();
      const run = await stage.run();
      await stage.shows(/\[Withdraw\]/);
      await hanging(stage, new RegExp(`${run}/actions/(cancel|discard)$`), () => stage.clicks('ana', 'Withdraw'));
    },
    ended: /Withdrawn/,
  },
  {
    stands: 'running, waiting for a person',
    entry: BY_HAND,
    enters: 'run.waits_for_person',
    reaches: async ({ asks, shows }) => {
      await asks();
      await shows(/\[Confirm and apply\]/);
    },
    ends: expires,
    ended: /Expired/,
  },
  {
    stands: 'running, no answer to the confirmation',
    entry: BY_HAND,
    enters: 'run.confirming',
    reaches: async (stage) => {
      await stage.asks();
      await stage.shows(/\[Confirm and apply\]/);
      const run = await stage.run();
      await hanging(stage, new RegExp(`${run}/actions/apply$`), () => stage.clicks('ana', 'Confirm and apply'));
    },
    ended: /Succeeded/,
  },
  {
    stands: 'running, no answer to the discard',
    entry: BY_HAND,
    enters: 'run.discard_pressed',
    reaches: async (stage) => {
      await stage.asks();
      await stage.shows(/\[Confirm and apply\]/);
      const run = await stage.run();
      await hanging(stage, new RegExp(`${run}/actions/discard$`), () => stage.clicks('ana', 'Discard'));
    },
    ended: /Discarded/,
  },
];
