import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble, type Bot } from '../assemble.ts';
import { openLog } from '../log.ts';
import { systemClock } from '../main.ts';
import { startSlack } from '../sandbox/slack/server.ts';
import { demoPace } from '../sandbox/terraform/pace.ts';
import { DEFAULT_TOKEN, startTerraform } from '../sandbox/terraform/server.ts';
import { parseAllowlist } from '../settings/allowlist-file.ts';
import { readEnvironment } from '../settings/environment.ts';
import { DEMO, fillOrganization, fillTeam, ROLES, WORKSPACES } from './demo-team.ts';
import { playStory } from './play-story.ts';

/** The allowlist that the repository ships. */
const ALLOWLIST = fileURLToPath(new URL('../../config/actions.yml', import.meta.url));

/** Of real time (milliseconds). */
const CONNECTED_WITHIN = 30_000;

export interface SandboxOptions {
  /** Play the story in the terminal and end, instead of serving the page. */
  readonly play: boolean;
  readonly port: number;
  readonly write: (line: string) => void;
}

/** Slack, HCP Terraform and the bot together on this machine, with nothing real behind them. */
export async function runSandbox({ play, port, write }: SandboxOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-action-'));
  const closing: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const told = untilTold();
  try {
    const slack = await startSlack();
    closing.unshift(slack.close);
    const terraform = await startTerraform({ pace: demoPace });
    closing.unshift(terraform.close);
    fillTeam(slack);
    fillOrganization(terraform);
    const bot = await startBot(slack.url, terraform.url, folder);
    closing.unshift(bot.stop);
    await slack.until(() => slack.connections > 0, { within: CONNECTED_WITHIN, what: 'the bot to connect' });
    if (play) return await playStory(slack, write);
    const { startPage } = await import('../sandbox/page/server.ts');
    const page = await startPage({
      ...{ slack, terraform, port },
      startAs: DEMO.ana,
      startIn: DEMO.channel,
      workspace: 'acme-prod',
      workspaces: WORKSPACES,
      roles: ROLES,
      suggestions: ['/tf-action cleanup prod older_than_days=7', '/tf-action list', '/tf-action status'],
    });
    closing.unshift(page.close);
    write(`Ready: ${page.url}`);
    write('Nothing here is real: be Ana, ask, then be Ben and approve. Ctrl-C ends it.');
    await told;
    return 0;
  } finally {
    for (const close of closing) await close();
  }
}

/** The bot as it is shipped; only what it speaks to is not real. */
async function startBot(slackApiUrl: string, terraformUrl: string, folder: string): Promise<Bot> {
  const environment = readEnvironment(
    {
      SLACK_BOT_TOKEN: 'xoxb-sandbox-bot',
      SLACK_APP_TOKEN: 'xapp-sandbox-app',
      SLACK_API_URL: slackApiUrl,
      TFE_ADDRESS: terraformUrl,
      TFE_TOKEN: DEFAULT_TOKEN,
      DATA_DIR: join(folder, 'data'),
      PORT: '0',
      LOG_LEVEL: 'error',
    },
    () => '',
  );
  const allowlist = parseAllowlist(
    await readFile(ALLOWLIST, 'utf8'),
    'config/actions.yml',
    environment.connectionNames,
  );
  const log = openLog(environment.logLevel, environment.secretValues);
  return assemble(environment, () => allowlist, { clock: systemClock, log });
}

const untilTold = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
