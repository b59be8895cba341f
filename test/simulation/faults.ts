import type { Fault as SlackFault } from '../../src/sandbox/slack/faults.ts';
import { createFaults } from '../../src/sandbox/terraform/create-faults.ts';
import type { FaultOptions } from '../../src/sandbox/terraform/faults.ts';
import { type Act, pick } from './act.ts';
import type { History } from './history.ts';

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

/** For some seconds or minutes. */
const forAWhile =
  (on: (history: History, number: number) => void, off: (history: History) => void): Act =>
  (history, number) => {
    on(history, number);
    setTimeout(() => off(history), pick([2_000, 15_000, 45_000, 150_000], Math.floor(number / 7)));
  };

/** What goes wrong between the bot, the two services and the database. */
export const FAULTS: Readonly<Record<string, readonly [weight: number, act: Act]>> = {
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
      world.database.losesCommitsWith = number % 3 === 0 ? '' : 'insert into "audit"';
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
};
