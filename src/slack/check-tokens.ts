import { z } from 'zod';
import type { SlackSettings } from './connect-slack.ts';
import { authTest } from './payloads.ts';
import { reachSlack } from './transport.ts';
import { connectWebApi, slackErrorOf } from './web-api.ts';

/** What is wrong with the tokens as Slack says, a sentence each. Where Slack does not answer there is nothing to say yet. */
export async function checkSlackTokens(settings: SlackSettings): Promise<readonly string[]> {
  const { slackApiUrl, fetch } = reachSlack(settings.apiUrl, settings.environment);
  const ask = async (variable: string, token: SlackSettings['botToken'], method: string, answer: z.ZodType) => {
    try {
      await connectWebApi(token, { slackApiUrl, fetch }, 'for_a_person').call(method, {}, answer);
      return undefined;
    } catch (error) {
      const said = slackErrorOf(error);
      return said === undefined ? undefined : `${variable}: Slack answers ${said} to ${method}; ${wayOut(said)}`;
    }
  };
  const faults = [await ask('SLACK_BOT_TOKEN', settings.botToken, 'auth.test', authTest)];
  if ('appToken' in settings.receives) {
    const { appToken } = settings.receives;
    faults.push(await ask('SLACK_APP_TOKEN', appToken, 'apps.connections.open', z.unknown()));
  }
  return faults.filter((fault) => fault !== undefined);
}

const wayOut = (said: string): string =>
  said === 'missing_scope'
    ? 'give the token the scopes of manifest.yml.'
    : "copy the token again from the app's pages in Slack.";
