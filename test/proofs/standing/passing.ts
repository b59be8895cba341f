import { APPROVED_BY_SRE, approvesOncePreviewed, hanging } from './acts.ts';
import type { Standing } from './stage.ts';

/** These do not stand long, so they are entered last. */
export const PASSING: readonly Standing[] = [
  {
    stands: 'running, no answer about its verdict',
    enters: 'run.status',
    reaches: async (stage) => {
      await hanging(stage, new RegExp(`${stage.workspaceId}/terraform-actions`), () => stage.asks());
    },
    ended: /Succeeded/,
  },
  {
    stands: 'running, its run applying',
    enters: 'run.confirming',
    reaches: async ({ asks, replicas, environment, until }) => {
      await asks();
      await until(() => replicas.terraform.runs(environment).some(({ status }) => status === 'applying'), 'applying');
    },
    ended: /Succeeded/,
  },
  {
    stands: 'awaiting_approval, its preview under way',
    entry: { ...APPROVED_BY_SRE, preview: true },
    enters: 'preview.created',
    reaches: async ({ asks, run }) => {
      await asks();
      await run();
    },
    ends: approvesOncePreviewed,
    ended: /Succeeded/,
  },
];
