import { pino } from 'pino';
import type { Clock } from '../flows/ports/clock.ts';
import type { SlackDirectory } from '../flows/ports/slack-directory.ts';
import { readAlone } from '../flows/ports/slack-readings.ts';
import type { SlackTeam } from '../flows/ports/slack-team.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readProxies } from '../settings/proxies.ts';
import { type ReadFile, readAddress, readVariables, type Variables } from '../settings/read-variables.ts';
import { checkSlackTokens, type SlackCheck } from '../slack/connection/check-tokens.ts';
import { readDirectory } from '../slack/connection/directory.ts';
import { rememberIdentity } from '../slack/connection/identity.ts';
import { slackLog } from '../slack/connection/slack-log.ts';
import { readTeam } from '../slack/connection/team.ts';
import { reachSlack } from '../slack/connection/transport.ts';
import { connectWebApi } from '../slack/connection/web-api.ts';
import { openOutbound } from './tunnel.ts';

export interface AskedSlack {
  readonly team: SlackTeam;
  readonly directory: SlackDirectory;
  /** Asks Slack about the bot token. */
  readonly checkToken: () => Promise<SlackCheck>;
}

/**
 * Reads people and groups from Slack for a command that does not start the bot. `undefined` if the environment has no
 * bot token. Throws `SettingsFault` if a variable is invalid.
 */
export function askSlack(variables: Variables, readFile: ReadFile, clock: Clock): AskedSlack | undefined {
  const reader = readVariables(variables, readFile);
  const botToken = reader.secret('SLACK_BOT_TOKEN', /^xoxb-\S+$/, 'a bot token (xoxb-…)');
  const apiUrl = readAddress(reader, 'SLACK_API_URL', 'https://slack.com/api/').href;
  const { findProxy } = readProxies(reader);
  if (reader.faults.length > 0) throw new SettingsFault(reader.faults);
  if (botToken === undefined) return undefined;
  const route = { apiUrl, dispatcher: findProxy && openOutbound(findProxy).dispatcher };
  const { slackApiUrl, fetch } = reachSlack(route);
  const logger = slackLog(pino({ level: 'silent' }), clock);
  const api = connectWebApi(botToken, { slackApiUrl, fetch, logger }, 'for_readings');
  return {
    team: readTeam(api, rememberIdentity(api), { readings: readAlone(clock), clock }),
    directory: readDirectory(api),
    checkToken: () => checkSlackTokens(clock, { ...route, botToken }),
  };
}
