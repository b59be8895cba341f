import { fileURLToPath } from 'node:url';
import { assemble, type Outside } from '../assemble/bot.ts';
import { openLog } from '../assemble/log.ts';
import { systemClock } from '../main.ts';
import { startSlack } from '../sandbox/slack/server.ts';
import type { SlackSandbox } from '../sandbox/slack/slack-sandbox.ts';
import { demoPace } from '../sandbox/terraform/pace.ts';
import { DEFAULT_TOKEN, startTerraform } from '../sandbox/terraform/server.ts';
import { parseAllowlist } from '../settings/allowlist-file.ts';
import { readEnvironment } from '../settings/environment.ts';
import { readAllowlistFile } from '../settings/read-text.ts';
import { DEMO, fillOrganization, fillTeam, ROLES, WORKSPACES } from './demo-team.ts';

/** The allowlist in the repository. */
const ALLOWLIST = fileURLToPath(new URL('../../config/actions.yml', import.meta.url));

const SUGGESTIONS = [
  '/tf-action cleanup prod older_than_days=7',
  '/tf-action failover prod',
  '/tf-action list',
  '/tf-action status',
];
const HINT =
  'Start here: send “/tf-action cleanup prod older_than_days=7” below as Ana and press Run it. Then pick Ben on the left and approve. Or ask as Cem for “/tf-action failover prod”, which Ben and Eva have to approve.';

const SLACK_TOKENS = { SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app' };
/** A token of a team with the Plan role, as in README's set-up. The sandbox's own token may apply. */
const PLAN_TOKEN = 'tfe-sandbox-plan-token';

/** Real time (milliseconds). */
const CONNECTED_WITHIN = 30_000;

export interface Demo {
  readonly slack: SlackSandbox;
  /** The variables with which a separate bot reaches both services. */
  readonly variables: Readonly<Record<string, string>>;
  /** Serves the page and returns its address. Port 0 is any free port. */
  openPage(port: number): Promise<string>;
  close(): Promise<void>;
}

/** Starts Slack and HCP Terraform on this machine and, if there is a database, the shipped bot connected to them. */
export async function startDemo(database: Outside['database']): Promise<Demo> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of closing.splice(0)) await closeOne();
  };
  try {
    const slack = await startSlack();
    closing.unshift(slack.close);
    const terraform = await startTerraform({ pace: demoPace });
    closing.unshift(terraform.close);
    fillTeam(slack);
    fillOrganization(terraform);
    terraform.issue({ token: PLAN_TOKEN, identity: 'tf-action-plans', rights: 'plan' });
    const variables = { ...SLACK_TOKENS, SLACK_API_URL: slack.url, TFE_ADDRESS: terraform.url };
    if (database !== undefined) {
      closing.unshift(await startBot({ ...variables, TFE_TOKEN: DEFAULT_TOKEN }, database));
      await slack.until(() => slack.connections > 0, { within: CONNECTED_WITHIN, what: 'the bot to connect' });
    }
    const openPage = async (port: number): Promise<string> => {
      const { startPage } = await import('../sandbox/page/server.ts').catch(sayLeftOut);
      const page = await startPage({
        ...{ slack, terraform, port, roles: ROLES, workspaces: WORKSPACES, workspace: 'acme-prod' },
        ...{ startAs: DEMO.ana, startIn: DEMO.channel },
        ...{ suggestions: SUGGESTIONS, hint: HINT },
      });
      closing.unshift(page.close);
      return page.url;
    };
    return {
      slack,
      variables: { ...variables, TFE_TOKEN: PLAN_TOKEN, TFE_APPLY_TOKEN: DEFAULT_TOKEN },
      openPage,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The packages that draw the page are optional, so that servers can omit them. */
function sayLeftOut(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
  throw new Error(
    'The page needs packages that were left out (npm --omit=optional). Install without that, or use --play.',
    { cause: error },
  );
}

async function startBot(
  variables: Demo['variables'],
  database: NonNullable<Outside['database']>,
): Promise<() => Promise<void>> {
  const environment = readEnvironment(
    {
      ...variables,
      ...{ DATA_DIR: 'never-opened', PORT: '0', LOG_LEVEL: 'error' },
    },
    () => '',
  );
  const text = readAllowlistFile(ALLOWLIST);
  const allowlist = parseAllowlist(text, 'config/actions.yml', environment.connectionNames);
  const log = openLog(environment.logLevel, environment.secretValues);
  const bot = await assemble(environment, () => allowlist, { clock: systemClock, log, database });
  return bot.stop;
}
