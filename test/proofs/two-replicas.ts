import { onTestFinished } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { DEFAULT_TOKEN, startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createTestDatabase } from '../postgres.ts';

/** Two processes on one PostgreSQL server, as in production. */
export interface TwoReplicas {
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  /** The database itself, even if the processes reach it through a proxy. */
  readonly databaseUrl: string;
  /** Started first, so it holds the watcher's lease. */
  readonly first: BotProcess;
  readonly second: BotProcess;
  /** The newest matching message that this person sees. */
  sees(name: keyof typeof PEOPLE, what: RegExp): Promise<SeenMessage>;
  /** Waits for a matching reply in the thread. */
  thread(ts: string, what: RegExp): Promise<string>;
  replies(ts: string): readonly string[];
  /** Asks for cleanup in prod and presses Run it. Returns the request message. */
  asks(name: keyof typeof PEOPLE): Promise<SeenMessage>;
  /** Checks again after every change in HCP Terraform. */
  whenever<Value>(look: () => Value | undefined | false): Promise<Value>;
}

/** Includes the time in which the other replica notices that the first one is gone (milliseconds). */
export const WITHIN = 75_000;

export async function startReplicas(
  server: { readonly url: string; readonly template: string | undefined },
  setting: {
    readonly entry?: Readonly<Record<string, unknown>>;
    /** Replaces the whole allowlist. */
    readonly allowlist?: string;
    /** Puts a proxy between the processes and their database. */
    readonly through?: (databaseUrl: string) => Promise<string>;
    readonly pace?: NonNullable<Parameters<typeof startTerraform>[0]>['pace'];
  } = {},
): Promise<TwoReplicas> {
  const { url, drop } = await createTestDatabase(server.url, server.template);
  onTestFinished(drop);
  const slack = await startSlack();
  const terraform = await startTerraform({ pace: setting.pace ?? 'manual' });
  onTestFinished(async () => {
    await terraform.close();
    await slack.close();
  });
  fillTeam(slack);
  terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-sandbox-bot',
    SLACK_APP_TOKEN: 'xapp-sandbox-app',
    SLACK_API_URL: slack.url,
    TFE_ADDRESS: terraform.url,
    TFE_TOKEN: DEFAULT_TOKEN,
    DATABASE_URL: setting.through === undefined ? url : await setting.through(url),
    TF_ACTION_CONFIG: makeFolder(setting.allowlist ?? allowlistWith(setting.entry)).file,
    PORT: '0',
    LOG_LEVEL: 'debug',
  };
  const first = startProcess(environment);
  await first.writes(/"msg":"started"/);
  const second = startProcess(environment);
  await second.writes(/"msg":"started"/);
  await slack.until(() => slack.connections === 4, { within: 20_000, what: 'both to connect' });
  return { slack, terraform, databaseUrl: url, first, second, ...talk(slack, terraform) };
}

function talk(slack: SlackSandbox, terraform: TerraformSandbox) {
  const sees: TwoReplicas['sees'] = (name, what) =>
    slack.until(() => slack.sees(PEOPLE[name], CHANNEL).findLast((message) => what.test(slack.readAloud(message))), {
      within: WITHIN,
      what: `${name} to see ${what}`,
    });
  const replies = (ts: string): readonly string[] =>
    slack
      .thread(CHANNEL, ts)
      .slice(1)
      .map((reply) => slack.readAloud(reply));
  const asks: TwoReplicas['asks'] = async (name) => {
    await slack.says(PEOPLE[name], CHANNEL, '/tf-action cleanup prod');
    await slack.clicks(PEOPLE[name], 'Run it', await sees(name, /Run cleanup in prod\?/));
    return sees(name, /Asked by/);
  };
  const thread: TwoReplicas['thread'] = (ts, what) =>
    slack.until(() => replies(ts).find((reply) => what.test(reply)), {
      within: WITHIN,
      what: `the thread to say ${what}`,
    });
  const whenever: TwoReplicas['whenever'] = (look) =>
    new Promise((resolve) => {
      const check = (): void => {
        const seen = look();
        if (seen === undefined || seen === false) return;
        unsubscribe();
        resolve(seen);
      };
      const unsubscribe = terraform.subscribe(check);
      onTestFinished(unsubscribe);
      check();
    });
  return { sees, thread, replies, asks, whenever };
}
