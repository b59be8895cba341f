import type { Clock } from '../../flows/ports/clock.ts';
import { readDatabasePlace } from '../../settings/environment.ts';
import { readTextFile } from '../../settings/read-text.ts';
import { compareAlone } from '../compare-alone.ts';
import { openRecord } from '../open-record.ts';
import { sayError } from '../say-error.ts';
import { askBot } from './ask-bot.ts';
import type { CommandOutput } from './command.ts';
import { type StoreCommand, storeCommands } from './store-commands.ts';

interface StoreCommandRun {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** This program's. */
  readonly version: string;
  readonly command: StoreCommand;
  readonly options: unknown;
}

/**
 * Runs a command in the bot that has the embedded store open, otherwise in this process. Output and exit code are the
 * same. On an error it complains and returns 2.
 */
export async function runStoreCommand(run: StoreCommandRun, output: CommandOutput): Promise<number> {
  try {
    const { env, clock, command, version } = run;
    const place = readDatabasePlace(env, readTextFile);
    const asked = { command, options: JSON.parse(JSON.stringify(run.options)) };
    const exit = 'dataDir' in place ? await askBot(place.dataDir, asked, output) : undefined;
    if (exit !== undefined) return exit;
    const record = await openRecord(place, clock);
    try {
      const dataDir = 'dataDir' in place ? place.dataDir : undefined;
      return await storeCommands({
        ...record,
        dataDir,
        clock,
        version,
        comparing: () => compareAlone(env, clock, record),
      })[command](asked.options, output);
    } finally {
      await record.database.close();
    }
  } catch (error) {
    await output.complain(sayError(error));
    return 2;
  }
}
