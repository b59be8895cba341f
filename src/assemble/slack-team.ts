import { pino } from 'pino';
import type { Clock } from '../flows/ports/clock.ts';
import { readAlone } from '../flows/ports/slack-readings.ts';
import type { SlackTeam } from '../flows/ports/slack-team.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readProxies } from '../settings/proxies.ts';
import { type ReadFile, readAddress, readVariables, type Variables } from '../settings/read-variables.ts';
import { rememberIdentity } from '../slack/connection/identity.ts';
import { slackLog } from '../slack/connection/slack-log.ts';
import { readTeam } from '../slack/connection/team.ts';
import { reachSlack } from '../slack/connection/transport.ts';
import { connectWebApi } from '../slack/connection/web-api.ts';
import { openOutbound } from './tunnel.ts';

/**
 * Reads people and groups from Slack for a command that does not start the bot. `undefined` if the environment has no
 * bot token. Throws `SettingsFault` if a variable is invalid.
 */
export function askSlack(variables: Variables, readFile: ReadFile, clock: Clock): SlackTeam | undefined {
  const reader = readVariables(variables, readFile);
  const token = reader.secret('SLACK_BOT_TOKEN', /^xoxb-\S+$/, 'a bot token (xoxb-…)');
  const apiUrl = readAddress(reader, 'SLACK_API_URL', 'https://slack.com/api/');
  const { findProxy } = readProxies(reader);
  if (reader.faults.length > 0) throw new SettingsFault(reader.faults);
  if (token === undefined) return undefined;
  const { slackApiUrl, fetch } = reachSlack({
    apiUrl: apiUrl.href,
    dispatcher: findProxy && openOutbound(findProxy).dispatcher,
  });
  const logger = slackLog(pino({ level: 'silent' }), clock);
  const api = connectWebApi(token, { slackApiUrl, fetch, logger }, 'for_a_person');
  return readTeam(api, rememberIdentity(api), { readings: readAlone, clock });
}
