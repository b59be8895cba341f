import { execFile } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { makeFolder } from '../bot-process.ts';
import { compiled } from '../compiled.ts';
import { fillTeam } from '../conversation.ts';

/** Both services, and a folder to work in. */
export interface Services {
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | string | null | undefined;
  readonly said: string;
}

/** One token creates runs and another confirms them, each with the rights that it needs. */
export async function startServices(
  slackOptions: Parameters<typeof startSlack>[0] = {},
  terraformOptions: Parameters<typeof startTerraform>[0] = {},
): Promise<Services> {
  const slack = await startSlack(slackOptions);
  onTestFinished(() => slack.close());
  const tokens = [
    { token: 'tfe-plans', identity: 'planner', rights: 'plan' },
    { token: 'tfe-applies', identity: 'applier', rights: 'write' },
  ] as const;
  const terraform = await startTerraform({ tokens, ...terraformOptions });
  onTestFinished(() => terraform.close());
  fillTeam(slack);
  const { folder } = makeFolder('');
  const env = {
    ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_API_URL: slack.url },
    ...{ TFE_ADDRESS: terraform.url, TFE_TOKEN: 'tfe-plans', TFE_APPLY_TOKEN: 'tfe-applies' },
  };
  return { slack, terraform, folder, env };
}

/** Runs the built command as an operator does, in the folder and with no variables but these. */
export const runCommand = (
  { folder, env }: Pick<Services, 'folder' | 'env'>,
  words: readonly string[],
  typed = '',
): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH, ...env }, timeout: 60_000 };
    const program = [compiled('src/cli/tf-action.ts'), ...words];
    const child = execFile(process.execPath, program, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    );
    child.stdin?.end(typed);
  });
