import { pino } from 'pino';
import { z } from 'zod';
import type { Clock } from '../../flows/ports/clock.ts';
import { type Obstructed, obstructionIn } from '../../flows/ports/service-route.ts';
import type { SlackSettings } from './connect-slack.ts';
import { authTest } from './payloads.ts';
import { slackLog } from './slack-log.ts';
import { reachSlack } from './transport.ts';
import { connectWebApi, slackErrorOf, type WebApi } from './web-api.ts';

export interface SlackCheck {
  /** Problems of the tokens as Slack reports them, one sentence each. */
  readonly faults: readonly string[];
  /** The id of the Slack team; `undefined` if Slack did not answer. */
  readonly team: string | undefined;
  /** What stands in front of Slack. */
  readonly obstruction: Obstructed | undefined;
}

/** What is checked; a command that starts no bot receives nothing. */
type Checked = Omit<SlackSettings, 'receives'> & Partial<Pick<SlackSettings, 'receives'>>;

/** Asks Slack about the tokens. If Slack does not answer, nothing is known about them yet. */
export async function checkSlackTokens(clock: Clock, settings: Checked): Promise<SlackCheck> {
  const { slackApiUrl, fetch } = reachSlack(settings);
  // The caller reports problems once.
  const logger = slackLog(pino({ level: 'silent' }), clock);
  const apiOf = (token: SlackSettings['botToken']): WebApi =>
    connectWebApi(token, { slackApiUrl, fetch, logger }, 'for_a_person');
  const { receives } = settings;
  const [bot, app] = await Promise.all([
    ask('SLACK_BOT_TOKEN', apiOf(settings.botToken), 'auth.test', authTest),
    receives !== undefined && 'appToken' in receives
      ? ask('SLACK_APP_TOKEN', apiOf(receives.appToken), 'apps.connections.open', z.unknown())
      : undefined,
  ]);
  const answers: readonly Asked<unknown>[] = app === undefined ? [bot] : [bot, app];
  const faults = answers.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  if (bot.answer?.is_enterprise_install === true) faults.push(ORGANIZATION_WIDE);
  const team = bot.answer?.team_id;
  return { faults, team, obstruction: answers.find(({ obstruction }) => obstruction !== undefined)?.obstruction };
}

const ORGANIZATION_WIDE =
  'SLACK_BOT_TOKEN: is for a whole Enterprise organization, and the bot serves one Slack team. Turn off org-wide deployment of the app, install it to one workspace, and copy the bot token from there.';

interface Asked<Answer> {
  readonly answer?: Answer;
  readonly fault?: string;
  readonly obstruction?: Obstructed | undefined;
}

async function ask<Schema extends z.ZodType>(
  variable: string,
  api: WebApi,
  method: string,
  schema: Schema,
): Promise<Asked<z.infer<Schema>>> {
  try {
    return { answer: await api.call(method, {}, schema) };
  } catch (error) {
    const said = slackErrorOf(error);
    if (said === undefined) return { obstruction: obstructionIn(error, 'Slack') };
    return { fault: `${variable}: Slack answers ${said} to ${method}; ${wayOut(said)}` };
  }
}

const wayOut = (said: string): string =>
  said === 'missing_scope'
    ? 'give the token the scopes of manifest.yml.'
    : "copy the token again from the app's pages in Slack.";
