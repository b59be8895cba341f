import { expect, inject, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { DEFAULT_TOKEN, startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createCalls, expectAtMostOneApplied } from '../one-run.ts';
import { createTestDatabase } from '../postgres.ts';

/** Milliseconds. */
const TAKEN_OVER_WITHIN = 15_000;
/** For the reading and the verdict, on a machine that does other things too. */
const READ_WITHIN = 5_000;
/** What the one that is gone had taken out of the outbox is given back after half a minute. */
const SAID_WITHIN = 40_000;
const MINUTE = 60_000;

interface Replicas {
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  /** Follows the runs; the other one waits for its place. */
  readonly holder: BotProcess;
  readonly other: BotProcess;
}

async function startReplicas(databaseUrl: string): Promise<Replicas> {
  const slack = await startSlack();
  const terraform = await startTerraform({ pace: 'manual' });
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
    DATABASE_URL: databaseUrl,
    TF_ACTION_CONFIG: makeFolder(allowlistWith()).file,
    PORT: '0',
    LOG_LEVEL: 'debug',
  };
  const holder = startProcess(environment);
  await holder.writes(/"msg":"started"/);
  const other = startProcess(environment);
  await other.writes(/"msg":"started"/);
  await slack.until(() => slack.connections === 4, { within: 20_000, what: 'both to connect' });
  return { slack, terraform, holder, other };
}

/** Asks, and lets the run go on until it was confirmed; gives where the request message stands. */
async function confirmOne({ slack, terraform }: Replicas): Promise<{ readonly ts: string; readonly run: string }> {
  const seen = (what: RegExp) =>
    slack.sees(PEOPLE.ana, CHANNEL).findLast((message) => what.test(slack.readAloud(message)));
  await slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod');
  const confirmation = await slack.until(() => seen(/Run cleanup in prod\?/), { within: 20_000, what: 'the question' });
  await slack.clicks(PEOPLE.ana, 'Run it', confirmation);
  const { ts } = await slack.until(() => seen(/asked by/), { within: 20_000, what: 'the request' });
  const run = await whenever(terraform, () => terraform.runs(WORKSPACE).at(0)?.id);
  terraform.advanceTo(run, 'planned');
  await whenever(terraform, () => confirmations(terraform).length === 1);
  return { ts, run };
}

const confirmations = ({ calls }: TerraformSandbox) =>
  calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/actions/apply'));

function whenever<Value>(terraform: TerraformSandbox, look: () => Value | undefined | false): Promise<Value> {
  return new Promise((resolve) => {
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
}

const replies = ({ slack }: Replicas, ts: string): readonly string[] =>
  slack
    .thread(CHANNEL, ts)
    .slice(1)
    .map((reply) => slack.readAloud(reply));

const server = inject('postgres');
if (server !== undefined) {
  test.each(['killed', 'paused for a minute'] as const)(
    'the one that follows the runs is %s: the other takes over within 15 s, and nothing is said or called twice',
    async (how) => {
      const { url, drop } = await createTestDatabase(server, inject('postgresTemplate'));
      onTestFinished(drop);
      const replicas = await startReplicas(url);
      const { slack, terraform, holder, other } = replicas;
      const { ts, run } = await confirmOne(replicas);
      const gone = Date.now();
      holder.signal(how === 'killed' ? 'SIGKILL' : 'SIGSTOP');
      terraform.advanceTo(run, 'applied');
      await other.writes(/"state":"succeeded"/);
      expect(Date.now() - gone).toBeLessThan(TAKEN_OVER_WITHIN + READ_WITHIN);
      await slack.until(() => replies(replicas, ts).some((reply) => /Succeeded/.test(reply)), {
        within: SAID_WITHIN,
        what: 'the verdict from the other one',
      });
      if (how === 'paused for a minute') {
        await new Promise((resolve) => setTimeout(resolve, MINUTE - (Date.now() - gone)));
        holder.signal('SIGCONT');
        await holder.writes(/The place watch-runs was (?:lost|taken)/);
        holder.signal('SIGTERM');
        expect(await holder.ended).toBe(0);
      }
      other.signal('SIGTERM');
      expect(await other.ended).toBe(0);
      const said = replies(replicas, ts);
      expect(said.length).toBe(new Set(said).size);
      expect(said.filter((reply) => /Succeeded/.test(reply))).toHaveLength(1);
      expect(slack.sees(PEOPLE.ana, CHANNEL).filter((one) => /asked by/.test(slack.readAloud(one)))).toHaveLength(1);
      expect({ slack: slack.rateLimited, terraform: terraform.rateLimited }).toEqual({ slack: 0, terraform: 0 });
      expect(createCalls(terraform)).toHaveLength(1);
      expect(confirmations(terraform)).toHaveLength(1);
      expectAtMostOneApplied(terraform);
    },
    150_000,
  );
}
