import pg from 'pg';
import { onTestFinished } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { ADDRESS, PEOPLE } from '../conversation.ts';
import { type TwoReplicas, WITHIN } from './two-replicas.ts';

const APPROVED_BY_SRE = { approval: { required: [{ from: 'sre' }] } };
const BY_HAND = { apply: 'by_hand' };
/** Ends a request that waits for approvals, or an unconfirmed one (milliseconds). */
const LONG = 2 * 60 * 60_000;

/** A request with its own environment, workspace and channel, so that all can exist at the same time. */
export interface Stage {
  readonly replicas: TwoReplicas;
  readonly environment: string;
  readonly channel: string;
  readonly workspaceId: string;
  asks(command?: string): Promise<void>;
  clicks(name: keyof typeof PEOPLE, button: string): Promise<void>;
  says(name: keyof typeof PEOPLE, command: string): Promise<void>;
  shows(what: RegExp): Promise<SeenMessage>;
  until<Value>(look: () => Value | undefined | false, what: string): Promise<Value>;
  run(): Promise<string>;
  /** Waits until its request is in this state in the store. */
  state(state: string): Promise<void>;
  /** Makes only this environment's rows in the database older by this much (milliseconds). */
  passes(milliseconds: number): Promise<void>;
}

export interface Standing {
  readonly stands: string;
  readonly entry?: Readonly<Record<string, unknown>>;
  /** The audit kind of the decision that leads here. */
  readonly enters: string;
  readonly reaches: (stage: Stage) => Promise<void>;
  /** What people or time do afterwards. Absent if it continues without them. */
  readonly ends?: (stage: Stage) => Promise<void>;
  readonly ended: RegExp;
}

const locked = ({ replicas, environment }: Stage) =>
  replicas.terraform.lock(environment, { by: 'Dia', reason: 'a look around' });
const unlocks = async ({ replicas, environment }: Stage) => replicas.terraform.unlock(environment);
const expires = (stage: Stage) => stage.passes(LONG);

/** Slack answers no post in the channel, so that the decision is not reported yet. */
async function whileNothingIsPosted(
  { replicas: { slack }, channel, state }: Stage,
  decide: () => Promise<void>,
  decided: string,
): Promise<void> {
  slack.fault({ method: 'chat.postMessage', channel, kind: 'hang', times: 5 });
  await decide();
  await state(decided);
}

const approvesOncePreviewed = async ({ shows, clicks }: Stage) => {
  await shows(/Preview: invokes 1 action/);
  await clicks('ben', 'Approve');
};

const creating =
  (fault: Parameters<TwoReplicas['terraform']['faultCreating']>[0]) =>
  async ({ replicas: { terraform }, asks, until }: Stage) => {
    const met = terraform.faultCreating(fault);
    await asks();
    await until(() => met.met === 1, 'the call');
  };

/** The call about this stage's run gets no answer. */
async function hanging({ replicas: { terraform }, until }: Stage, path: RegExp, act: () => Promise<void>) {
  const fault = terraform.fault({ path, hang: true, effect: 'none' });
  await act();
  await until(() => fault.met === 1, `the call to ${path}`);
}

/** Every state of a request, and everything that it can wait for there. The last ones do not last long. */
export const STANDING: readonly Standing[] = [
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
      await shows(/^(?!.*upkeep).*Asked by/s);
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
      // A run that is already planned invokes nothing and is left alone.
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

const nameOf = (index: number): string => `place-${String(index).padStart(2, '0')}`;
const channelOf = (index: number): string => `C0PLACE${String(index).padStart(3, '0')}`;

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

/** The connection of the process that was started first, while it is running. */
const OF_FIRST = { connection: 0 };

export async function setStages(replicas: TwoReplicas): Promise<readonly Stage[]> {
  const { slack, terraform } = replicas;
  const database = new pg.Pool({ connectionString: replicas.databaseUrl, max: 2 });
  onTestFinished(() => database.end());
  return STANDING.map((_, index) => {
    const [environment, channel] = [nameOf(index), channelOf(index)];
    slack.addChannel({ id: channel, name: environment, members: Object.values(PEOPLE), botIsMember: true });
    const workspaceId = terraform.addWorkspace({ name: environment, actions: [{ address: ADDRESS }] });
    const until: Stage['until'] = (look, what) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${environment}: waited for ${what}`)), WITHIN);
        const check = (): void => {
          const seen = look();
          if (seen === undefined || seen === false) return;
          clearTimeout(timer);
          for (const end of ends) end();
          resolve(seen);
        };
        const ends = [slack.subscribe(check), terraform.subscribe(check)];
        check();
      });
    const shows: Stage['shows'] = (what) =>
      until(
        () => slack.sees(PEOPLE.ana, channel).findLast((seen) => what.test(slack.readAloud(seen))),
        `${what}, and saw ${slack.sees(PEOPLE.ana, channel).map((seen) => slack.readAloud(seen))}`,
      );
    const says: Stage['says'] = async (name, command) =>
      void (await slack.says(PEOPLE[name], channel, command, OF_FIRST));
    const clicks: Stage['clicks'] = async (name, button) => {
      const where = await shows(new RegExp(`\\[${button}\\]`));
      await slack.clicks(PEOPLE[name], button, where, OF_FIRST);
    };
    return {
      ...{ replicas, environment, channel, workspaceId, until, shows, says, clicks },
      asks: async (command = `/tf-action cleanup ${environment}`) => {
        await says('ana', command);
        await clicks('ana', 'Run it');
        await shows(/Asked by/);
      },
      run: () => until(() => terraform.runs(environment).at(0)?.id, 'a run'),
      state: async (state) => {
        const { first, second } = replicas;
        const line = new RegExp(`"environment":"${environment}"[^\\n]*"state":"${state}"`);
        const late = new Promise<never>((_, reject) => {
          setTimeout(() => reject(new Error(`${environment}: waited for ${state}`)), WITHIN).unref();
        });
        await Promise.race([late, Promise.any([first, second].map((one) => one.writes(line)))]);
      },
      passes: async (milliseconds) => void (await database.query(OLDER, [environment, `${milliseconds} ms`])),
    };
  });
}

const OLDER = `with request as (
    update requests set deadline = deadline - $2::interval, creating_since = creating_since - $2::interval
    where environment = $1 returning id
  )
  update pgboss.job set start_after = start_after - $2::interval
  from request where state in ('created', 'retry') and data ->> 'requestId' = request.id`;
