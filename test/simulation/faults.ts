import type { Fault as SlackFault } from '../../src/sandbox/slack/faults.ts';
import { createFaults } from '../../src/sandbox/terraform/create-faults.ts';
import type { FaultOptions } from '../../src/sandbox/terraform/faults.ts';
import { CHANNEL, PEOPLE } from '../team.ts';
import { GROUP_IDS, WORKSPACES } from './acme.ts';
import type { History } from './history.ts';
import type { Act } from './steps.ts';

const pick = <Value>(values: readonly Value[], number: number): Value => values[number % values.length] as Value;

const CREATE = { method: 'POST', path: /^\/api\/v2\/runs$/ } as const;
const CALLS: readonly FaultOptions[] = [
  { method: 'POST', path: /\/actions\/apply$/ },
  { method: 'POST', path: /\/actions\/apply$/ },
  { method: 'POST', path: /\/actions\/(discard|cancel)$/ },
  { method: 'GET', path: /\/runs\// },
  { method: 'GET', path: /\/workspaces/ },
  { method: 'GET', path: /terraform-actions/ },
  {},
];
const FATES: readonly FaultOptions[] = [
  { status: 503 },
  { status: 502, effect: 'once' },
  { status: 429 },
  { status: 404 },
  { status: 401 },
  { destroy: true, effect: 'once' },
  { destroy: true },
  { hang: true, effect: 'once' },
  { hang: true },
  { delayMilliseconds: 3_000 },
  { delayMilliseconds: 25_000 },
  { status: 200, body: '{"data":{"id":"run-' },
  { destroy: true, effect: { afterMilliseconds: 20_000 } },
];
const METHODS = [
  ...['chat.postMessage', 'chat.postMessage', 'chat.update', 'chat.update', 'chat.postEphemeral', 'users.info'],
  ...['chat.update', 'usergroups.users.list', 'conversations.info', 'response_url', 'conversations.replies', '*'],
] as const;
type WithoutMethod<Fault> = Fault extends unknown ? Omit<Fault, 'method'> : never;
const SLACK_FATES: readonly WithoutMethod<SlackFault>[] = [
  { kind: 'status', status: 500 },
  { kind: 'ratelimited', retryAfter: 3 },
  { kind: 'lost_reply' },
  { kind: 'refused' },
  { kind: 'hang' },
  { kind: 'slow', milliseconds: 12_000 },
  { kind: 'arrives_late', milliseconds: 15_000 },
];

const counted =
  (kind: string, act: Act): Act =>
  async (history, number) => {
    history.injected.set(kind, (history.injected.get(kind) ?? 0) + 1);
    if (/^a replica|^the clock|^the database is/.test(kind)) history.wasCutOff = true;
    await act(history, number);
    await history.world.time.passes(50);
  };

/** For some seconds or minutes. */
const forAWhile =
  (on: (history: History, number: number) => void, off: (history: History) => void): Act =>
  (history, number) => {
    on(history, number);
    setTimeout(() => off(history), pick([2_000, 15_000, 45_000, 150_000], Math.floor(number / 7)));
  };

const alive = ({ world }: History) => world.replicas.filter(({ isDead }) => !isDead);
const channelOf = ({ world }: History) => world.slack.channels.find(({ id }) => id === CHANNEL);
const isDisturbed = (history: History): void => {
  history.isDisturbed = true;
};

const STEPS_OF: Readonly<Record<string, readonly [number, Act]>> = {
  'creating goes wrong': [
    10,
    ({ world }, number) =>
      void world.terraform.fault({ ...CREATE, ...pick(Object.values(createFaults) as FaultOptions[], number) }),
  ],
  'a call goes wrong': [
    8,
    ({ world }, number) =>
      void world.terraform.fault({
        ...pick(CALLS, number),
        ...pick(FATES, Math.floor(number / 7)),
        times: 1 + (Math.floor(number / 91) % 3),
      }),
  ],
  'Slack goes wrong': [
    10,
    (history, number) => {
      const fate = pick(SLACK_FATES, Math.floor(number / 12));
      if (fate.kind === 'arrives_late' || fate.kind === 'hang') history.mayArriveLate = true;
      history.world.slack.fault({ ...fate, method: pick(METHODS, number), times: 1 + (number % 3) } as SlackFault);
    },
  ],
  'HCP Terraform is down': [
    1,
    forAWhile(
      ({ world }) => world.terraform.down(),
      ({ world }) => world.terraform.up(),
    ),
  ],
  'Slack is down': [
    1,
    forAWhile(
      ({ world }) => world.slack.down(),
      ({ world }) => world.slack.up(),
    ),
  ],
  'the database loses an answer to COMMIT': [
    3,
    ({ world }, number) => {
      world.database.losesCommits = 1 + (number % 2);
    },
  ],
  'the database is away': [
    1,
    forAWhile(
      ({ world }) => {
        world.database.isAway = true;
        world.database.breakAll();
      },
      ({ world }) => {
        world.database.isAway = false;
      },
    ),
  ],
  'the database is slow': [
    1,
    forAWhile(
      ({ world }, number) => {
        world.database.slowBy = pick([20, 300, 2_000], number);
      },
      ({ world }) => {
        world.database.slowBy = 0;
      },
    ),
  ],
  'the network is slow': [
    2,
    forAWhile(
      ({ world }) => {
        world.network.latency = () => Math.floor(world.random() * 400);
      },
      ({ world }) => {
        world.network.latency = () => 0;
      },
    ),
  ],
  'a replica is killed soon, and another starts': [
    6,
    (history, number) => {
      const replica = pick(alive(history), number);
      if (replica !== undefined) replica.diesAfter = Math.floor(number / 3) % 60;
      history.world.startAnother();
    },
  ],
  'a replica is killed soon': [
    1,
    (history, number) => {
      const replica = pick(alive(history), number);
      if (replica !== undefined) replica.diesAfter = Math.floor(number / 3) % 60;
    },
  ],
  'a replica is stopped, and another starts': [
    2,
    (history, number) => {
      void pick(alive(history), number)?.stop();
      history.world.startAnother();
    },
  ],
  'the clock jumps': [2, ({ world }, number) => world.time.jumps(pick([2_000, 20_000, 90_000, 600_000], number))],
  'Slack drops its connections': [1, ({ world }) => world.slack.dropConnections()],
  'somebody joins or leaves sre': [
    2,
    (history, number) => {
      const { sre } = history.world.acme.groups;
      const person = pick([PEOPLE.ben, PEOPLE.cem, PEOPLE.dia, PEOPLE.ana], number);
      history.setGroup('sre', sre.includes(person) ? sre.filter((one) => one !== person) : [...sre, person]);
    },
  ],
  'the allowlist is edited': [
    2,
    (history, number) => {
      const { acme } = history.world;
      if (number % 3 === 0) history.edit({ approvals: acme.approvals === 1 ? 2 : 1 });
      else history.edit(number % 3 === 1 ? { byHand: !acme.byHand } : { preview: !acme.preview });
    },
  ],
  'a configuration is uploaded': [
    1,
    ({ world }, number) => void world.terraform.uploadConfiguration(pick(WORKSPACES, number)),
  ],
  'a workspace is locked': [
    2,
    (history, number) => {
      const name = pick(WORKSPACES, number);
      const { terraform } = history.world;
      if (terraform.snapshot(name).locked || terraform.snapshot(name).queue.length > 0) return;
      terraform.lock(name, { by: 'olga' });
      setTimeout(() => tryTo(() => terraform.unlock(name)), pick([5_000, 60_000, 300_000], Math.floor(number / 7)));
    },
  ],
  'the channel is archived or back': [
    1,
    (history) => {
      isDisturbed(history);
      history.world.slack.updateChannel(CHANNEL, { isArchived: channelOf(history)?.isArchived !== true });
    },
  ],
  'the channel is shared or not': [
    1,
    (history) => {
      isDisturbed(history);
      history.world.slack.updateChannel(CHANNEL, { isExtShared: channelOf(history)?.isExtShared !== true });
    },
  ],
  'a message is deleted': [
    1,
    (history, number) => {
      isDisturbed(history);
      if (channelOf(history)?.isArchived === true) return;
      const all = history.world.slack.sees(PEOPLE.ben, CHANNEL).filter(({ isEphemeral }) => !isEphemeral);
      if (all.length > 0) history.world.slack.deletes(CHANNEL, pick(all, number).ts);
    },
  ],
};

export const STEPS: Readonly<Record<string, readonly [number, Act]>> = Object.fromEntries(
  Object.entries(STEPS_OF).map(([name, [weight, act]]) => [name, [weight, counted(name, act)]]),
);

/** What nobody repairs by itself is repaired, and nothing more goes wrong. */
export function heal(history: History): void {
  const { world } = history;
  world.terraform.clearFaults();
  world.slack.clearFaults();
  world.terraform.up();
  world.slack.up();
  Object.assign(world.database, { isAway: false, losesCommits: 0, slowBy: 0 });
  world.network.latency = () => 0;
  for (const name of WORKSPACES) if (world.terraform.snapshot(name).locked) tryTo(() => world.terraform.unlock(name));
  world.slack.updateChannel(CHANNEL, { isArchived: false, isExtShared: false });
  // One replica is enough, and has to do what the others left.
  for (const replica of alive(history).slice(1)) replica.kill();
  for (const replica of world.replicas) replica.diesAfter = undefined;
  if (alive(history).length === 0) world.startAnother();
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // A run locks it, and no person.
  }
}

export { GROUP_IDS };
