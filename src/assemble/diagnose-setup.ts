import { accessSync, constants } from 'node:fs';
import { type CheckAnswer, type Checked, fault, fine, skipped, unknown, warning } from '../domain/diagnosis.ts';
import { diagnose } from '../flows/checking/diagnose.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { type Environment, readEnvironment } from '../settings/environment.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readTextFile } from '../settings/read-text.ts';
import type { Variables } from '../settings/read-variables.ts';
import { pingNotifications } from '../terraform/ping-notifications.ts';
import { checkAllowlist } from './check-allowlist.ts';
import { checkServices } from './check-services.ts';
import { checkStorage } from './check-storage.ts';
import type { RunningBot } from './running-bot.ts';

export interface DiagnoseSetup {
  readonly env: Variables;
  readonly file: string;
  readonly clock: Clock;
  /** The bot that runs in this process. Absent: none does. */
  readonly bot?: RunningBot;
}

/** Makes every check of `tf-action doctor`, in the command or inside a running bot. It changes nothing. */
export async function diagnoseSetup({ env, file, clock, bot }: DiagnoseSetup): Promise<readonly Checked[]> {
  const read = attempt(() => readEnvironment(env, readTextFile));
  const environment = read instanceof SettingsFault ? undefined : read;
  const allowlist = checkAllowlist({ env, file, clock, services: bot?.services }, environment !== undefined);
  const services = checkServices(environment, file, clock, bot?.takeTurn);
  const storage = checkStorage(env, bot);
  return diagnose({
    variables: async () => sayVariables(read),
    proxies: async () => checkTrust(env, environment),
    ...services,
    ...storage,
    ...allowlist,
    notifications: () => checkNotifications(environment, bot),
  });
}

function attempt<Value>(read: () => Value): Value | SettingsFault {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingsFault) return error;
    throw error;
  }
}

const CORRECT = 'Correct this variable. docs/operating.md lists all of them.';
const CORRECT_FIRST = 'Correct what "variables" names, and run doctor again.';

function sayVariables(read: Environment | SettingsFault): readonly CheckAnswer[] {
  if (read instanceof SettingsFault) return read.faults.map((text) => fault('variable_wrong', text, CORRECT));
  if (read.warnings.length > 0) return read.warnings.map((text) => warning('variable_doubtful', text, CORRECT));
  return [fine('variables_complete', 'the variables are complete.')];
}

async function checkTrust(env: Variables, environment: Environment | undefined): Promise<readonly CheckAnswer[]> {
  const answers: CheckAnswer[] = [];
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    answers.push(
      fault(
        'certificates_not_checked',
        'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody in between read the tokens.',
        'Remove it, and name the certificate of your authority in NODE_EXTRA_CA_CERTS.',
      ),
    );
  const authorities = env.NODE_EXTRA_CA_CERTS?.trim();
  if (authorities && !isReadable(authorities))
    answers.push(
      fault(
        'authorities_unreadable',
        `NODE_EXTRA_CA_CERTS names ${authorities}, which cannot be read, so Node ignores it.`,
        'Check its path and its rights.',
      ),
    );
  if (answers.length > 0) return answers;
  if (environment === undefined)
    return [unknown('proxies_not_read', 'the variables have errors, so proxies were not read.', CORRECT_FIRST)];
  return [sayProxies(environment)];
}

/** Whether each can be used shows where its service is asked. */
function sayProxies({ findProxy, slack, connections }: Environment): CheckAnswer {
  const said = [slack.apiUrl, ...connections.map(({ address }) => address)].map((address) => {
    const { origin } = new URL(address);
    const proxy = findProxy?.(new URL(origin));
    return proxy === undefined ? `${origin} directly` : `${origin} through ${proxy.host}:${proxy.port}`;
  });
  return fine('routes', `the bot reaches ${[...new Set(said)].join(', ')}.`);
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

async function checkNotifications(
  environment: Environment | undefined,
  bot: Pick<RunningBot, 'port'> | undefined,
): Promise<readonly CheckAnswer[]> {
  if (environment === undefined)
    return [unknown('notifications_not_tried', 'the variables have errors, so no ping was sent.', CORRECT_FIRST)];
  const { notificationKey } = environment;
  if (notificationKey === undefined)
    return [skipped('no_notification_key', 'TFE_NOTIFICATION_KEY is not set, so the bot takes no notifications.')];
  const port = bot === undefined ? environment.port : bot.port();
  if (port === undefined)
    return [unknown('not_listening', 'the bot does not listen on its PORT yet.', 'Run doctor again in a moment.')];
  const answered = await pingNotifications(port, notificationKey);
  if (answered === 200) return [fine('ping_answered', `the bot on port ${port} took a signed notification.`)];
  if (answered === 401)
    return [
      fault(
        'key_differs',
        `the bot on port ${port} has another notification key.`,
        'Start the bot with the TFE_NOTIFICATION_KEY that is set here.',
      ),
    ];
  if (typeof answered === 'number')
    return [
      fault(
        'ping_refused',
        `port ${port} answers notifications with ${answered}, so another program listens there, or the bot has no TFE_NOTIFICATION_KEY.`,
        'Give the bot this TFE_NOTIFICATION_KEY and a PORT of its own, and start it again.',
      ),
    ];
  return [
    unknown(
      'no_bot_on_port',
      `nothing answers on port ${port} (${answered}).`,
      'Start the bot, and run doctor beside it.',
    ),
  ];
}
