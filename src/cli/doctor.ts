import { placeIn } from '../assemble/check-storage.ts';
import { askBot, BotStopped } from '../assemble/commands/ask-bot.ts';
import { diagnoseSetup } from '../assemble/diagnose-setup.ts';
import { sayError } from '../assemble/say-error.ts';
import { exitCodeOf } from '../domain/diagnosis.ts';
import { sayDiagnosis } from '../domain/say-diagnosis.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { toLines } from './command-output.ts';

export interface DoctorOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: string;
  /** The command line names the file. A running bot has its own, so it is not asked. */
  readonly isNamed: boolean;
  readonly clock: Clock;
  readonly json: boolean;
  readonly version: string;
  readonly write: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * Prints every check with its fix, made by the bot that has the embedded database open, otherwise by this process. Exit
 * codes: 0 no errors, 1 errors, 2 something could not be found out.
 */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const exit = options.isNamed ? undefined : await askRunningBot(options);
  if (exit !== undefined) return exit;
  const checks = await diagnoseSetup(options);
  for (const line of sayDiagnosis(checks, options)) options.write(line);
  return exitCodeOf(checks);
}

/** `undefined` if no bot made the checks. If one listens but did not make them, says why. */
async function askRunningBot({ env, json, ...lines }: DoctorOptions): Promise<number | undefined> {
  const place = placeIn(env);
  if (place === undefined || !('dataDir' in place)) return undefined;
  let hasAnswered = false;
  const write = (line: string): void => {
    hasAnswered = true;
    lines.write(line);
  };
  const output = toLines({ write, complain: lines.complain });
  try {
    const exit = await askBot(place.dataDir, { command: 'doctor', options: { json } }, output);
    if (exit === undefined || hasAnswered) return exit;
  } catch (error) {
    lines.complain(sayError(error));
    if (error instanceof BotStopped) return 2;
  }
  lines.complain('The checks are made from here instead, with the variables of this shell.');
  return undefined;
}
