import { PEOPLE } from '../../conversation.ts';
import {
  APPROVED_BY_SRE,
  BY_HAND,
  createsLate,
  creating,
  hanging,
  LONG,
  passesUntil,
  whileNothingIsPosted,
} from './acts.ts';
import { OF_FIRST, type Standing } from './stage.ts';

/** The request has ended, and something is still owed. */
export const ENDED: readonly Standing[] = [
  {
    stands: 'denied, and nobody told',
    entry: APPROVED_BY_SRE,
    enters: 'request.denied',
    reaches: async (stage) => {
      await stage.asks();
      await stage.clicks('ben', 'Deny');
      const { slack } = stage.replicas;
      const modal = await stage.until(() => slack.views(PEOPLE.ben).at(-1), 'the modal');
      const submit = () => slack.submits(PEOPLE.ben, modal.id, {}, OF_FIRST);
      await whileNothingIsPosted(stage, async () => void (await submit()), 'denied');
    },
    ended: /Denied/,
  },
  {
    stands: 'withdrawn, its preview under way',
    entry: { ...APPROVED_BY_SRE, preview: true },
    enters: 'request.withdrawn',
    reaches: async (stage) => {
      await stage.asks();
      const run = await stage.run();
      await hanging(stage, new RegExp(`${run}/actions/cancel$`), () => stage.clicks('ana', 'Withdraw'));
    },
    ends: async ({ replicas, environment, until }) => {
      // One that is planned by then invokes nothing, and is left alone.
      const over = ['canceled', 'planned_and_finished'];
      await until(() => replicas.terraform.runs(environment).every(({ status }) => over.includes(status)), 'no run');
    },
    ended: /Withdrawn/,
  },
  {
    stands: 'expired, and nobody told',
    entry: APPROVED_BY_SRE,
    enters: 'request.expired',
    reaches: async (stage) => {
      await stage.asks();
      await whileNothingIsPosted(stage, () => stage.passes(LONG), 'expired');
    },
    ended: /Expired/,
  },
  {
    stands: 'discarded, a second run of ours left',
    entry: BY_HAND,
    enters: 'request.settled',
    reaches: async (stage) => {
      const { replicas, environment, asks, shows, clicks, run } = stage;
      replicas.terraform.faultCreating('created twice');
      await asks();
      await shows(/\[Confirm and apply\]/);
      const runs = replicas.terraform.runs(environment).map(({ id }) => id);
      const [second = ''] = runs.filter((id) => id !== replicas.terraform.snapshot(environment).currentRunId);
      await run();
      await hanging(stage, new RegExp(`${second}/actions/(cancel|discard)$`), () => clicks('ana', 'Discard'));
    },
    ends: async ({ replicas, environment, until }) => {
      const isOver = ({ status }: { readonly status: string }) => ['canceled', 'discarded'].includes(status);
      await until(() => replicas.terraform.runs(environment).every(isOver), 'both runs to be ended');
    },
    ended: /Discarded/,
  },
  {
    stands: 'unresolved, its run still to come',
    enters: 'request.unresolved',
    reaches: async (stage) => {
      await creating('hangs, not created')(stage);
      await passesUntil(stage, 'unresolved');
    },
    ends: async (stage) => {
      const { replicas, environment, until, passes } = stage;
      const late = await createsLate(stage);
      await passes(5 * 60_000);
      await until(() => /^(canceled|discarded)$/.test(replicas.terraform.run(late).status), `${environment}: its end`);
    },
    ended: /Unresolved/,
  },
];
