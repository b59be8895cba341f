import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TestClock } from 'pg-boss';
import { expect, onTestFinished } from 'vitest';
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
import { openTestDatabase } from './open-database.ts';
import { talk } from './people-act.ts';
import { runClock } from './running-clock.ts';
import { CHANNEL, fillTeam, type Name, PEOPLE } from './team.ts';
import { findUnwatchedOn } from './unwatched.ts';

export { CHANNEL, fillTeam, PEOPLE };

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
