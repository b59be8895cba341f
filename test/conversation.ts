import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TestClock } from 'pg-boss';
import { expect, inject, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { assemble, type Bot } from '../src/assemble/bot.ts';
import { openLog } from '../src/assemble/log.ts';
import type { Allowlist } from '../src/domain/entry.ts';
import type { SeenMessage } from '../src/sandbox/slack/seen-message.ts';
import { startSlack } from '../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../src/sandbox/slack/slack-sandbox.ts';
import { startTerraform, type TerraformSandbox } from '../src/sandbox/terraform/server.ts';
import type { WorkspaceOptions } from '../src/sandbox/terraform/workspaces.ts';
import { parseAllowlist } from '../src/settings/allowlist-file.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { type AllowlistWatch, type TakeReading, watchAllowlist } from '../src/settings/watch-allowlist.ts';
import type { DatabasePlace } from '../src/store/database.ts';
import { lendOpenedDatabase, lendTestDatabase } from './postgres.ts';
import { findUnwatchedOn } from './unwatched.ts';

/** People by name, as the allowlist and the tests speak of them. */
export const PEOPLE = {
  ana: 'U0ANA00001',
  ben: 'U0BEN00001',
  cem: 'U0CEM00001',
  dia: 'U0DIA00001',
  gil: 'U0GIL00001',
} as const;
type Name = keyof typeof PEOPLE;

export const CHANNEL = 'C0PRODOPS1';
export const WORKSPACE = 'acme-prod';
export const ADDRESS = 'module.utils.action.aws_lambda_invoke.cleanup';
/** The manifest's scopes are those that were granted, so a call without its scope is refused. */
const SCOPES: readonly string[] = parse(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8')).oauth_config
  .scopes.bot;

export const SIGNING_SECRET = 'signing-secret-of-the-sandbox';

export interface Setting {
  /** Lines of the action's own block for prod; the default is no approvals. */
  readonly entry?: Readonly<Record<string, unknown>>;
  /** The whole allowlist instead. */
  readonly allowlist?: string;
  readonly workspace?: Partial<WorkspaceOptions>;
  /** Further keys of prod, and of the file. */
  readonly prod?: Readonly<Record<string, unknown>>;
  readonly file?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs move by themselves, or only when the test says so. */
  readonly pace?: 'manual' | 'by_itself';
  readonly terraform?: Parameters<typeof startTerraform>[0];
  /** Where the allowlist stands as a file that is watched; what is in it at the start is used instead of `allowlist`. */
  readonly watched?: string;
  /** What stands between the bot and its database, where the test has something to do there. */
  readonly through?: (databaseUrl: string) => Promise<string>;
  /** What was in both services before the bot starts. */
  readonly before?: (services: Pick<Conversation, 'slack' | 'terraform' | 'clock'>) => Promise<void>;
  /** An earlier release left requests without the work that they owe, so the sweep finds some. */
  readonly leftWithoutWork?: true;
  /** How what people do reaches the bot. */
  readonly mode?: 'socket' | 'http';
  /**
   * More happens in an instant than real people could do, so that even a bot that does everything right is told 429.
   * Absent: a 429 that no fault of the test planted fails the conversation.
   */
  readonly outOfLimits?: boolean;
}

/** The allowlist of most conversations: cleanup in prod, asked for by devs, with what the test adds to the entry. */
export const allowlistWith = (
  entry: Readonly<Record<string, unknown>> = {},
  { prod = {}, file = {} }: Pick<Setting, 'prod' | 'file'> = {},
): string =>
  JSON.stringify({
    version: 1,
    people: { devs: 'S0DEVS0001', sre: 'S0SRE00001', ana: PEOPLE.ana, ben: PEOPLE.ben, cem: PEOPLE.cem },
    channels: { 'prod-ops': CHANNEL },
    everywhere: { organization: 'acme', requesters: ['devs', 'sre'] },
    environments: { prod: { workspace: WORKSPACE, ...prod } },
    actions: {
      cleanup: {
        description: 'Delete build artefacts that nothing refers to',
        address: ADDRESS,
        environments: { prod: entry },
      },
      other: { address: 'action.aws_lambda_invoke.failover', environments: ['prod'] },
    },
    notify: { failure: ['sre'] },
    ...file,
  });

/** Virtual milliseconds for each real one; the clock stands still while the process is held up. */
const STEP = 240;
const STEP_EVERY = 10;

export interface Conversation {
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  readonly clock: TestClock;
  readonly logged: readonly string[];
  /** Where the bot keeps everything, for who looks at it from outside; absent where it is no server. */
  readonly databaseUrl: string | undefined;
  says(name: Name, text: string, channel?: string): Promise<void>;
  /** Asks and presses Run it; gives the request message. */
  asks(name: Name, text?: string): Promise<SeenMessage>;
  /** Waits until this person sees a message that reads so, and gives it; the newest one counts. */
  sees(name: Name, what: RegExp, channel?: string): Promise<SeenMessage>;
  /** Waits until the thread has a reply that reads so. */
  thread(request: SeenMessage, what: RegExp): Promise<string>;
  replies(request: SeenMessage): readonly string[];
  clicks(name: Name, button: string, where: SeenMessage): Promise<void>;
  /** Waits for the modal, fills it in and sends it. */
  fills(name: Name, values: Readonly<Record<string, string>>): Promise<void>;
  read(message: SeenMessage): string;
  /** Labels of the buttons that a message has now. */
  buttons(message: SeenMessage): readonly string[];
  until<Value>(look: () => Value | undefined | false, what: string): Promise<Value>;
  passes(milliseconds: number): Promise<void>;
  /** Time stands still meanwhile, so that nothing happens because it was due. */
  stands<Value>(meanwhile: () => Promise<Value>): Promise<Value>;
  /** Where `/readyz` is served. */
  port(): number | undefined;
  edit(allowlist: string): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the shipped wiring against the sandbox; everything is closed when the test is over. */
export async function startConversation(setting: Setting = {}): Promise<Conversation> {
  const clock = new TestClock('2026-11-24T09:00:00.000Z');
  let bot: Bot | undefined;
  const eventsUrl = (): string => `http://127.0.0.1:${bot?.port}/slack/events`;
  const http = setting.mode === 'http';
  const mode = http ? { eventsUrl, signingSecret: SIGNING_SECRET } : 'socket';
  const slack = await startSlack({ serverClock: clock, scopes: SCOPES, mode });
  const terraform = await startTerraform({
    clock,
    pace: setting.pace === 'manual' ? 'manual' : { planning: 300, applying: 300, step: 100 },
    ...setting.terraform,
  });
  fillTeam(slack);
  await setting.before?.({ slack, terraform, clock });
  terraform.addWorkspace({ name: WORKSPACE, actions: ACTIONS, ...setting.workspace });
  const database = await openTestDatabase(setting.through);
  const environment = readEnvironment(
    {
      SLACK_BOT_TOKEN: 'xoxb-sandbox-bot',
      ...(http ? { SLACK_SIGNING_SECRET: SIGNING_SECRET } : { SLACK_APP_TOKEN: 'xapp-sandbox-app' }),
      SLACK_API_URL: slack.url,
      TFE_ADDRESS: terraform.url,
      TFE_TOKEN: 'tfe-sandbox-token',
      DATA_DIR: 'never-opened',
      PORT: '0',
      ...setting.environment,
    },
    (path) => readFileSync(path, 'utf8'),
  );
  const { watched } = setting;
  const readAtStart = (): Allowlist =>
    read(
      watched === undefined
        ? (setting.allowlist ?? allowlistWith(setting.entry, setting))
        : readFileSync(watched, 'utf8'),
    );
  let allowlist = readAtStart();
  const logged: string[] = [];
  const log = openLog('debug', environment.secretValues, { write: (line) => void logged.push(line) });
  const start = (): Promise<Bot> =>
    assemble(environment, () => allowlist, {
      ...{ clock, log, randomHex, database: database.place },
      ...(watched === undefined ? {} : { watchFile: (take) => watchTestFile(watched, clock, take) }),
    });
  bot = await start();
  let stopping = false;
  const clockRuns = runClock(clock, () => stopping);
  slack.subscribe(clockRuns.stirs);
  terraform.subscribe(clockRuns.stirs);
  const stop = async (): Promise<void> => {
    stopping = true;
    await bot?.stop();
    stopping = false;
    bot = undefined;
  };
  onTestFinished(async () => {
    await stop();
    await clockRuns.end();
    await terraform.close();
    await slack.close();
    const unwatched = await findUnwatchedOn(database.place, new Date(clock.now()));
    await database.giveBack();
    expect(unwatched, 'requests that nobody would look at again').toEqual([]);
    if (!setting.leftWithoutWork) expect(logged.filter((line) => /"msg":"defect/.test(line))).toEqual([]);
    if (setting.outOfLimits !== true) expectWithinLimits(slack, terraform);
  });
  const connected = async (): Promise<void> => {
    if (!http) await slack.until(() => slack.connections === 2, { what: 'the bot to connect' });
  };
  await connected();
  return {
    ...{ slack, terraform, clock, logged, stop },
    databaseUrl: database.url,
    ...talk(slack, terraform, clockRuns.stirs),
    passes: (milliseconds) => clockRuns.passes(milliseconds),
    stands: (meanwhile) => clockRuns.stands(meanwhile),
    port: () => bot?.port,
    edit: (text) => {
      allowlist = read(text);
    },
    restart: async () => {
      await stop();
      if (watched !== undefined) allowlist = readAtStart();
      bot = await start();
      await connected();
    },
  };
}

/** A 429 that nobody planted is the bot's own doing. */
function expectWithinLimits(slack: SlackSandbox, terraform: TerraformSandbox): void {
  const limited = slack.calls.filter(({ status }) => status === 429).map(({ method }) => method);
  expect({ slack: slack.rateLimited, terraform: terraform.rateLimited, limited }).toMatchObject({
    slack: 0,
    terraform: 0,
  });
}

const watchTestFile = (file: string, clock: TestClock, take: TakeReading): AllowlistWatch =>
  watchAllowlist({ file, connections: new Map(), clock, onError: () => undefined }, take);

const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
const read = (text: string): Allowlist => parseAllowlist(text, 'config/actions.yml', new Map());

const ACTIONS: WorkspaceOptions['actions'] = [
  { address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' },
  { address: 'action.aws_lambda_invoke.failover' },
];

export function fillTeam(slack: SlackSandbox): void {
  for (const [name, id] of Object.entries(PEOPLE)) {
    slack.addPerson({
      id,
      name,
      realName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      ...(name === 'gil' ? { kind: 'guest' } : {}),
    });
  }
  slack.addChannel({ id: CHANNEL, name: 'prod-ops', members: Object.values(PEOPLE), botIsMember: true });
  slack.addUserGroup({ id: 'S0DEVS0001', handle: 'devs', users: [PEOPLE.ana, PEOPLE.dia] });
  slack.addUserGroup({ id: 'S0SRE00001', handle: 'sre', users: [PEOPLE.ben, PEOPLE.cem] });
}

interface OpenedPlace {
  readonly place: DatabasePlace;
  readonly url?: string;
  readonly giveBack: () => Promise<void>;
}

/** On the server where there is one, since it is quicker; the embedded database has tests of its own. */
async function openTestDatabase(through: Setting['through']): Promise<OpenedPlace> {
  const server = inject('postgres');
  const template = inject('postgresTemplate');
  if (server === undefined || template === undefined)
    return { place: { memory: { template: inject('databaseTemplate') } }, giveBack: async () => undefined };
  if (through !== undefined) {
    const { url, giveBack } = await lendTestDatabase(server, template);
    return { place: { databaseUrl: await through(url), connections: 3 }, url, giveBack };
  }
  const { url, lent, giveBack } = await lendOpenedDatabase(server, template);
  return { place: { lent }, url, giveBack };
}

/** Looks again after every change in either sandbox; a look that throws ends the wait. */
function untilIn(slack: SlackSandbox, terraform: TerraformSandbox): Conversation['until'] {
  return (look, what) =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(tooLate);
        for (const unsubscribe of subscriptions) unsubscribe();
        settle();
      };
      const tooLate = setTimeout(() => end(() => reject(new Error(`Waited in vain for ${what}.`))), WAIT_AT_MOST);
      const check = (): void => {
        try {
          const seen = look();
          if (seen !== undefined && seen !== false) end(() => resolve(seen));
        } catch (error) {
          end(() => reject(error));
        }
      };
      const subscriptions = [slack.subscribe(check), terraform.subscribe(check)];
      check();
    });
}

/** Of real time (milliseconds). Where tests are meant to fail, nobody wants to wait that long. */
const WAIT_AT_MOST = Number(process.env.TF_ACTION_TEST_WAITS ?? 30_000);

function talk(slack: SlackSandbox, terraform: TerraformSandbox, stirs: () => void) {
  const until = untilIn(slack, terraform);
  const sees = (name: Name, what: RegExp, channel: string = CHANNEL): Promise<SeenMessage> =>
    until(
      () => slack.sees(PEOPLE[name], channel).findLast((message) => what.test(slack.readAloud(message))),
      `${name} to see ${what}`,
    );
  const clicks = async (name: Name, button: string, where: SeenMessage): Promise<void> => {
    stirs();
    await slack.clicks(PEOPLE[name], button, where);
  };
  const says = async (name: Name, text: string, channel: string = CHANNEL): Promise<void> => {
    stirs();
    const { failure } = await slack.says(PEOPLE[name], channel, text);
    if (failure !== undefined) throw new Error(`Slack told ${name}: ${failure}`);
  };
  const replies = ({ ts }: SeenMessage): readonly string[] =>
    slack
      .thread(CHANNEL, ts)
      .slice(1)
      .map((reply) => slack.readAloud(reply));
  return {
    ...{ until, sees, clicks, says, replies },
    asks: async (name: Name, text = '/tf-action cleanup prod') => {
      await says(name, text);
      const confirmation = await sees(name, /Run cleanup in prod\?/);
      await clicks(name, 'Run it', confirmation);
      return sees(name, /Asked by @/);
    },
    fills: async (name: Name, values: Readonly<Record<string, string>>) => {
      const modal = await until(() => slack.views(PEOPLE[name]).at(-1), `a modal for ${name}`);
      stirs();
      await slack.submits(PEOPLE[name], modal.id, values);
    },
    thread: (request: SeenMessage, what: RegExp) =>
      until(() => replies(request).find((reply) => what.test(reply)), `the thread to say ${what}`),
    read: (message: SeenMessage) => slack.readAloud(slack.message(CHANNEL, message.ts) ?? message),
    buttons: (message: SeenMessage) =>
      slack.buttons(slack.message(CHANNEL, message.ts) ?? message).map(({ label }) => label),
  };
}

interface RunningClock {
  /** Somebody did something, or something was told to somebody: time goes on at its usual pace for a while. */
  stirs(): void;
  passes(milliseconds: number): Promise<void>;
  stands<Value>(meanwhile: () => Promise<Value>): Promise<Value>;
  end(): Promise<void>;
}

/**
 * Time goes on quickly, in steps that wait for what they set off, and in longer ones while nothing happens; `passes`
 * jumps, as after a sleep of the machine.
 */
function runClock(clock: TestClock, stopping: () => boolean): RunningClock {
  let ended = false;
  let quiet = 0;
  let holds: (() => void) | undefined;
  let jumping: { left: number; readonly step: number; readonly done: () => void } | undefined;
  const going = (async () => {
    while (!ended) {
      await new Promise((resolve) => setTimeout(resolve, STEP_EVERY));
      holds?.();
      if (holds !== undefined) continue;
      if (jumping !== undefined) {
        await clock.setTime(clock.now() + Math.min(jumping.step, jumping.left));
        jumping.left -= jumping.step;
      } else if (quiet > QUIET_AFTER) await clock.setTime(clock.now() + QUIET_STEP);
      quiet += 1;
      await clock.tick(STEP).catch((error: unknown) => {
        // pg-boss takes its side of the clock away when it stops, maybe in the midst of a tick.
        if (!stopping()) throw error;
      });
      if (jumping === undefined || jumping.left > 0) continue;
      jumping.done();
      jumping = undefined;
    }
  })();
  return {
    stirs: () => {
      quiet = 0;
    },
    passes: (milliseconds) =>
      new Promise((done) => {
        jumping = { left: milliseconds, step: Math.max(SHORTEST_JUMP, milliseconds / MOST_JUMPS), done };
      }),
    stands: async (meanwhile) => {
      await new Promise<void>((resolve) => {
        holds = resolve;
      });
      try {
        return await meanwhile();
      } finally {
        holds = undefined;
      }
    },
    end: async () => {
      ended = true;
      await going;
    },
  };
}

/** So many steps without anything that anybody could see, and then this much more at each (milliseconds). */
const QUIET_AFTER = 15;
const QUIET_STEP = 2_000;

/** Jumps that are too long would skip what one due thing makes due next (milliseconds). */
const SHORTEST_JUMP = 20_000;
const MOST_JUMPS = 8;
