import type { Kysely } from 'kysely';
import { assemble, type Bot } from '../../src/assemble/bot.ts';
import { openLog } from '../../src/assemble/log.ts';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import type { Tables } from '../../src/store/tables.ts';
// The store imports it when it is opened, which takes real time.
import '../../src/store/server-database.ts';
import { fillTeam } from '../team.ts';
import { ACTIONS, type Acme, allowlistOf, atFirst, WORKSPACES } from './acme.ts';
import type { Backend } from './backend.ts';
import { type SimulatedDatabase, simulateDatabase } from './database.ts';
import { installNetwork, type Network } from './network.ts';
import { installTime, type Owner, owners, type Time } from './time.ts';

/** One process of the bot. */
interface Replica extends Owner {
  readonly name: string;
  bot: Bot | undefined;
  /** It got SIGTERM. */
  isStopping: boolean;
  /** It is killed when it has sent so many more messages. */
  diesAfter: number | undefined;
  start(): void;
  /** As `kill -9`: nothing that it still does has an effect. */
  kill(): void;
  /** As SIGTERM. */
  stop(): Promise<void>;
}

/** A log line that says more than a move. */
interface Said {
  readonly at: number;
  readonly msg: string;
  readonly line: string;
}

export interface World {
  readonly time: Time;
  readonly network: Network;
  readonly database: SimulatedDatabase;
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  readonly kysely: Kysely<Tables>;
  readonly acme: Acme;
  readonly replicas: Replica[];
  readonly logged: Said[];
  readonly random: () => number;
  startAnother(): void;
  close(): Promise<void>;
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function drawFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Everything that a history needs, from the start of the bot on. */
export async function startWorld(backend: Backend, seed: number, count: number): Promise<World> {
  const random = drawFrom(seed);
  const time = installTime(random);
  const network = installNetwork(time);
  const randomHex = (bytes: number): string =>
    Array.from({ length: bytes }, () =>
      Math.floor(random() * 256)
        .toString(16)
        .padStart(2, '0'),
    ).join('');
  const nextId = (prefix: string): string => `${prefix}-${randomHex(8)}`;
  const clock = { now: time.now, setTimeout, clearTimeout, setInterval, clearInterval } as const;
  const slack = await startSlack({ clock, serverClock: clock });
  const terraform = await startTerraform({ clock, pace: { planning: 800, applying: 1_200, step: 200 }, nextId });
  fillTeam(slack);
  for (const name of WORKSPACES) terraform.addWorkspace({ name, actions: ACTIONS });
  const acme = atFirst();
  const database = simulateDatabase(backend, network, time);
  const environment = readEnvironment(
    {
      ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', SLACK_API_URL: slack.url },
      ...{ TFE_ADDRESS: terraform.url, TFE_TOKEN: 'tfe-sandbox-token', DATA_DIR: 'never-opened', PORT: '0' },
    },
    () => '',
  );
  const logged: Said[] = [];
  const allowlist = () => {
    acme.read ??= parseAllowlist(allowlistOf(acme), 'config/actions.yml', new Map());
    return acme.read;
  };
  const replicas: Replica[] = [];
  network.onSend = (owner) => {
    const replica = owner as Replica;
    if (replica.diesAfter === undefined) return;
    replica.diesAfter -= 1;
    if (replica.diesAfter < 0) replica.kill();
  };
  const startReplica = (name: string): Replica => {
    let starting: Promise<unknown> | undefined;
    const replica: Replica = {
      ...{ name, isDead: false, isStopping: false, bot: undefined, diesAfter: undefined },
      start() {
        const write = (line: string): void => {
          const said = JSON.parse(line);
          logged.push({ at: time.now(), msg: said.msg, line: `${name} ${line}` });
        };
        const log = openLog('info', environment.secretValues, { write });
        starting = owners.run(replica, async () => {
          while (!replica.isDead) {
            const lent = database.open(4);
            try {
              replica.bot = await assemble(environment, allowlist, { clock, log, randomHex, database: { lent } });
              return;
            } catch (error) {
              logged.push({ at: time.now(), msg: 'could not start', line: String(error) });
              await new Promise<void>((resolve) => void setTimeout(resolve, 5_000));
            }
          }
        });
      },
      kill() {
        replica.isDead = true;
        replica.bot = undefined;
        network.sever(replica);
      },
      async stop() {
        replica.isStopping = true;
        await starting;
        await replica.bot?.stop();
        replica.kill();
      },
    };
    return replica;
  };
  const start = (index: number): void => {
    const replica = startReplica(`replica-${index}`);
    replicas.push(replica);
    replica.start();
  };
  const world: World = {
    ...{ time, network, database, slack, terraform, kysely: backend.kysely, acme, replicas, logged, random },
    startAnother: () => start(replicas.length),
    async close() {
      for (const replica of replicas) replica.kill();
      await time.settle();
      await slack.close();
      await terraform.close();
      network.uninstall();
      time.uninstall();
    },
  };
  for (let index = 0; index < count; index += 1) start(index);
  await time.passes(3_000);
  return world;
}
