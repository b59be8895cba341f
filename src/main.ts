import type { Logger } from 'pino';
import { openLog } from './assemble/log.ts';
import { openReadableLog } from './assemble/readable-log.ts';
import { sayError } from './assemble/say-error.ts';
import { openOutbound } from './assemble/tunnel.ts';
import type { Obstructions } from './assemble/watch-obstructions.ts';
import type { Allowlist } from './domain/entry.ts';
import type { Clock } from './flows/ports/clock.ts';
import { parseAllowlist } from './settings/allowlist-file.ts';
import { type Environment, readEnvironment } from './settings/environment.ts';
import { SettingsFault } from './settings/fault.ts';
import { readAllowlistFile, readTextFile } from './settings/read-text.ts';
import { type AllowlistWatch, type TakeReading, watchAllowlist } from './settings/watch-allowlist.ts';
import { checkSlackTokens } from './slack/connection/check-tokens.ts';
import { DirectoryInUse } from './store/directory-lock.ts';
import { checkTerraformTokens } from './terraform/check-tokens.ts';

type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (run, milliseconds) => setInterval(run, milliseconds),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
};

/** Supervisors kill after 10 s. By then everything is closed, or left to the next start (milliseconds). */
const STOP_WITHIN = 9_500;

/** Starts the bot and stops it on SIGTERM or SIGINT. Exit codes: 0 stopped, 1 uncaught error, 2 could not run. */
export async function main(
  processEnvironment: ProcessEnvironment,
  say: (line: string) => void,
  version: string,
): Promise<number> {
  const settings = await readSettings(processEnvironment);
  if ('faults' in settings) {
    say(settings.faults);
    return 2;
  }
  const { environment, allowlist, team, obstructions, loading } = settings;
  const readable = await openReadableLog(process.stdout);
  const log = openLog(environment.logLevel, environment.secretValues, readable);
  const told = untilTold((err, kind) => log.fatal({ err, kind }, 'stopping after an uncaught error'));
  // Ends in time, whatever the reason, even before the start is complete.
  void told.then((code) => setTimeout(() => process.exit(code), STOP_WITHIN).unref());
  for (const warning of environment.warnings) log.warn(warning);
  try {
    const watchFile = (take: TakeReading): AllowlistWatch => watchUntilStopped(environment, log, take);
    const { assemble } = await loading;
    const bot = await assemble(environment, () => allowlist, {
      clock: systemClock,
      log,
      diagnose: async (bot) => {
        const { diagnoseSetup } = await import('./assemble/diagnose-setup.ts');
        return diagnoseSetup({ env: processEnvironment, file: environment.configFile, clock: systemClock, bot });
      },
      ...{ obstructions, watchFile, about: { version, ...(team === undefined ? {} : { team }) } },
    });
    const code = await told;
    await bot.stop();
    log.info('stopped');
    return code;
  } catch (error) {
    say(error instanceof DirectoryInUse ? error.message : `could not start: ${sayError(error)}`);
    return 2;
  }
}

/** SIGHUP reads the file immediately, as operators expect of a daemon. */
function watchUntilStopped(
  { configFile, connectionNames }: Environment,
  log: Logger,
  take: TakeReading,
): AllowlistWatch {
  const onError = (err: unknown): void => log.error({ err }, 'the allowlist could not be replaced; retrying');
  const watch = watchAllowlist({ file: configFile, connections: connectionNames, clock: systemClock, onError }, take);
  const readNow = (): void => void watch.readNow();
  process.on('SIGHUP', readNow);
  return {
    ...watch,
    stop: async () => {
      process.off('SIGHUP', readNow);
      await watch.stop();
    },
  };
}

interface Settings {
  readonly environment: Environment;
  readonly allowlist: Allowlist;
  /** The id of the Slack team, if Slack answered. */
  readonly team: string | undefined;
  readonly obstructions: Obstructions;
  /** The rest of the program. It loads while the services check the tokens. */
  readonly loading: Promise<typeof import('./assemble/bot.ts')>;
}

/**
 * Reads the environment and allowlist and checks the tokens, before anything is opened. Reports all faults in one
 * message.
 */
async function readSettings(processEnvironment: ProcessEnvironment): Promise<Settings | { readonly faults: string }> {
  const environment = attempt(() => readEnvironment(processEnvironment, readTextFile));
  const file = processEnvironment.TF_ACTION_CONFIG?.trim() || 'config/actions.yml';
  const connections = environment instanceof SettingsFault ? undefined : environment.connectionNames;
  const allowlist = attempt(() => parseAllowlist(readAllowlistFile(file), file, connections));
  const faults = [environment, allowlist].filter((read) => read instanceof SettingsFault).map(({ message }) => message);
  if (environment instanceof SettingsFault || allowlist instanceof SettingsFault) return { faults: faults.join('\n') };
  const outbound = environment.findProxy && openOutbound(environment.findProxy);
  const checks = Promise.all([
    checkSlackTokens(systemClock, { ...environment.slack, dispatcher: outbound?.dispatcher }),
    checkTerraformTokens({ clock: systemClock, outbound }, environment.connections),
  ]);
  const loading = import('./assemble/bot.ts');
  const [slack, terraform] = await checks;
  const wrong = [...slack.faults, ...terraform.faults];
  if (wrong.length > 0) return { faults: wrong.join('\n') };
  const address = new URL(environment.slack.apiUrl).origin;
  const ofSlack = slack.obstruction === undefined ? [] : [[address, slack.obstruction] as const];
  const obstructions = new Map([...ofSlack, ...terraform.obstructions]);
  return { environment, allowlist, team: slack.team, obstructions, loading };
}

function attempt<Value>(read: () => Value): Value | SettingsFault {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingsFault) return error;
    throw error;
  }
}

/** The most errors to log while stopping, since a repeating one must not fill the log. */
const MOST_LOGGED = 10;

/**
 * Resolves with the exit code when the process should stop: on a signal, or after an uncaught error. After an uncaught
 * error the state of the process is unknown, so it stops as for a signal and leaves the rest to the next start.
 */
const untilTold = (
  onBroken: (error: unknown, kind: 'uncaughtException' | 'unhandledRejection') => void,
): Promise<number> =>
  new Promise((resolve) => {
    let logged = 0;
    process.once('SIGTERM', () => resolve(0));
    process.once('SIGINT', () => resolve(0));
    for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(kind, (error: unknown) => {
        resolve(1);
        logged += 1;
        if (logged > MOST_LOGGED) return;
        try {
          onBroken(error, kind);
        } catch {
          // The log itself may be broken. Throwing here would end the process before it has stopped.
        }
      });
    }
  });
