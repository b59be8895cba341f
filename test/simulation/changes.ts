import { CHANNEL, PEOPLE } from '../team.ts';
import { WORKSPACES } from './acme.ts';
import { type Act, pick, tryTo } from './act.ts';
import type { History } from './history.ts';

const alive = ({ world }: History) => world.replicas.filter(({ isDead, isStopping }) => !isDead && !isStopping);
const channelOf = ({ world }: History) => world.slack.channels.find(({ id }) => id === CHANNEL);
const isDisturbed = (history: History): void => {
  history.isDisturbed = true;
};

/** What happens to the processes of the bot, and what others change meanwhile. */
export const CHANGES: Readonly<Record<string, readonly [weight: number, act: Act]>> = {
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
  const [kept] = alive(history);
  for (const replica of world.replicas) if (replica !== kept) replica.kill();
  for (const replica of world.replicas) replica.diesAfter = undefined;
  if (kept === undefined) world.startAnother();
}
