import {
  type CheckAnswer,
  fault,
  fine,
  judgeClock,
  judgeExpiry,
  judgeScopes,
  skipped,
  unknown,
} from '../domain/diagnosis.ts';
import { judgeAcceptance, judgeOwner, type TokenReading } from '../domain/judge-token.ts';
import type { MakeChecks } from '../flows/checking/diagnose.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { parseAllowlist } from '../settings/allowlist-file.ts';
import type { Environment } from '../settings/environment.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readAllowlistFile } from '../settings/read-text.ts';
import { readInstallation, type SlackInstallation, type TokenAnswer } from '../slack/connection/read-installation.ts';
import { readTokens } from '../terraform/read-token.ts';
import type { RunningBot } from './running-bot.ts';
import { openOutbound } from './tunnel.ts';

const NOT_ASKED = unknown(
  'not_asked',
  'the variables have errors, so this was not asked.',
  'Correct the variables first.',
);

/** The checks of the tokens, of what they may, and of the clocks. Each service is asked once for all of them. */
export function checkServices(
  environment: Environment | undefined,
  file: string,
  clock: Clock,
  takeTurn?: RunningBot['takeTurn'],
) {
  if (environment === undefined) {
    const notAsked = async (): Promise<readonly CheckAnswer[]> => [NOT_ASKED];
    return {
      ...{ slack: notAsked, slack_scopes: notAsked, slack_installation: notAsked },
      ...{ hcp_terraform: notAsked, token_kinds: notAsked, token_expiry: notAsked, clocks: notAsked },
    } satisfies Partial<MakeChecks>;
  }
  const outbound = environment.findProxy && openOutbound(environment.findProxy);
  const slack = readSlack(environment, clock, outbound);
  const organizations = organizationsIn(environment, file);
  const tokens = readTokens(
    { clock, outbound, takeTurn },
    environment.connections,
    (name) => organizations.get(name) ?? [],
  );
  const accepted = async (): Promise<readonly TokenReading[]> =>
    (await tokens).filter(({ answer }) => answer === 'accepted');
  const orNotSaid = (answers: readonly CheckAnswer[]): readonly CheckAnswer[] =>
    answers.length > 0 ? answers : [unknown('tokens_not_said', 'no server accepted a token.', 'See hcp_terraform.')];
  // Each is awaited by its checks, and a failure is theirs to say.
  for (const reading of [slack, tokens]) void reading.catch(() => {});
  return {
    slack: async () => sayTokens(await slack, environment),
    slack_scopes: async () => {
      const { bot, scopes } = await slack;
      return bot.kind === 'accepted' ? judgeScopes(scopes) : [NOT_SAID];
    },
    slack_installation: async () => sayInstallation(await slack),
    hcp_terraform: async () => (await tokens).map(judgeAcceptance),
    token_kinds: async () => orNotSaid((await accepted()).map(judgeOwner)),
    token_expiry: async () =>
      orNotSaid((await accepted()).map(({ variable, expiresAt }) => judgeExpiry(variable, expiresAt, clock.now()))),
    clocks: async () => [judgeClock('Slack', (await slack).ahead), ...judgeServers(await tokens)],
  } satisfies Partial<MakeChecks>;
}

function readSlack(
  { slack }: Environment,
  clock: Clock,
  outbound: ReturnType<typeof openOutbound> | undefined,
): Promise<SlackInstallation> {
  const appToken = 'appToken' in slack.receives ? slack.receives.appToken : undefined;
  const route = { apiUrl: slack.apiUrl, dispatcher: outbound?.dispatcher };
  return readInstallation(clock, route, { botToken: slack.botToken, appToken });
}

/** Organizations of the allowlist, by connection. Empty where the file has errors. */
function organizationsIn({ connectionNames }: Environment, file: string): Map<string | undefined, readonly string[]> {
  const found = new Map<string | undefined, readonly string[]>();
  try {
    for (const { connection, organization } of parseAllowlist(readAllowlistFile(file), file, connectionNames).entries)
      found.set(connection, [...new Set([...(found.get(connection) ?? []), organization])]);
  } catch (error) {
    if (!(error instanceof SettingsFault)) throw error;
  }
  return found;
}

const NOT_SAID = unknown('slack_not_said', 'Slack did not accept the bot token, so this is not known.', 'See slack.');

function sayTokens({ bot, app }: SlackInstallation, { slack }: Environment): readonly CheckAnswer[] {
  const answers = [sayToken('SLACK_BOT_TOKEN', bot, 'Copy the bot token (xoxb-…) from OAuth & Permissions.')];
  const again = 'Generate an app-level token with the scope connections:write under Basic Information.';
  if (app !== undefined) answers.push(sayToken('SLACK_APP_TOKEN', app, again));
  if ('signingSecret' in slack.receives)
    answers.push(
      skipped('signing_secret', 'SLACK_SIGNING_SECRET cannot be tried: only calls of Slack show whether it is right.'),
    );
  return answers;
}

function sayToken(variable: string, answer: TokenAnswer, fix: string): CheckAnswer {
  switch (answer.kind) {
    case 'accepted':
      return fine('slack_token_accepted', `Slack accepts ${variable}.`);
    case 'refused':
      return fault('slack_token_refused', `Slack answers ${answer.word} to ${variable}.`, fix);
    case 'obstructed':
      return fault('slack_obstructed', 'Slack cannot be reached.', answer.why);
    case 'none':
      return unknown(
        'slack_silent',
        `Slack did not answer about ${variable}.`,
        'Check the network and firewalls, and run doctor again.',
      );
  }
}

function sayInstallation({ isOrganizationWide }: SlackInstallation): readonly CheckAnswer[] {
  if (isOrganizationWide === undefined) return [NOT_SAID];
  return isOrganizationWide
    ? [
        fault(
          'organization_wide',
          'the app is installed for a whole Enterprise organization, and the bot serves one Slack team.',
          'Turn off org-wide deployment of the app, install it to one workspace, and copy the bot token from there.',
        ),
      ]
    : [fine('one_team', 'the app is installed in one Slack team.')];
}

/** One answer for each server. */
const judgeServers = (tokens: readonly TokenReading[]): readonly CheckAnswer[] =>
  [...new Map(tokens.map(({ address, ahead }) => [address, ahead]))].map(([address, ahead]) =>
    judgeClock(address, ahead),
  );
