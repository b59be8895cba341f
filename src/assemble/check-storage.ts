import { type CheckAnswer, fault, skipped, unknown } from '../domain/diagnosis.ts';
import { judgeServer } from '../domain/judge-database.ts';
import { judgeDirectory } from '../domain/judge-directory.ts';
import type { MakeChecks } from '../flows/checking/diagnose.ts';
import { readDatabasePlace } from '../settings/environment.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readTextFile } from '../settings/read-text.ts';
import type { Variables } from '../settings/read-variables.ts';
import { findHolder } from '../store/directory-lock.ts';
import { readDirectory } from '../store/read-directory.ts';
import type { RunningBot } from './running-bot.ts';

type DatabaseHolder = Pick<RunningBot, 'checkDatabase'>;

/** The checks of where the state is kept. */
export function checkStorage(env: Variables, bot: DatabaseHolder | undefined) {
  return {
    database: () => checkDatabase(env, bot),
    data_directory: () => checkDirectory(env),
  } satisfies Partial<MakeChecks>;
}

const NO_PLACE = unknown(
  'database_not_named',
  'the variables do not say where the state is kept.',
  'Set DATABASE_URL or DATA_DIR.',
);

/** Where the state is kept. `undefined` if the variables do not say, or are malformed. */
export function placeIn(env: Variables): ReturnType<typeof readDatabasePlace> | undefined {
  try {
    return readDatabasePlace(env, readTextFile);
  } catch (error) {
    if (error instanceof SettingsFault) return undefined;
    throw error;
  }
}

async function checkDatabase(env: Variables, bot: DatabaseHolder | undefined): Promise<readonly CheckAnswer[]> {
  const place = placeIn(env);
  if (place === undefined) return [NO_PLACE];
  if ('databaseUrl' in place) return checkServer(place.databaseUrl);
  if (bot !== undefined) return bot.checkDatabase();
  if (readDirectory(place.dataDir).unusable !== undefined)
    return [skipped('no_usable_directory', 'the embedded database was not looked at. See data_directory.')];
  const holder = await findHolder(place.dataDir);
  if (holder === undefined)
    return [
      skipped(
        'embedded_not_opened',
        `the embedded database in ${place.dataDir} is not opened, since that would change it. The bot checks it at each start.`,
      ),
    ];
  const who = holder === 'another' ? 'a running bot' : `a running bot (process ${holder.pid} on ${holder.host})`;
  return [
    skipped('directory_held', `${place.dataDir} is held by ${who}, so its database was not looked at from here.`),
  ];
}

async function checkServer(databaseUrl: string): Promise<readonly CheckAnswer[]> {
  const { CannotUseServer, readServer } = await import('../store/read-server.ts');
  try {
    return judgeServer(await readServer(databaseUrl));
  } catch (error) {
    if (!(error instanceof CannotUseServer)) throw error;
    return [fault('server_unusable', error.message, 'Check the address, user and password in DATABASE_URL.')];
  }
}

async function checkDirectory(env: Variables): Promise<readonly CheckAnswer[]> {
  const place = placeIn(env);
  if (place === undefined) return [NO_PLACE];
  if ('databaseUrl' in place) return [skipped('no_directory', 'DATABASE_URL is set, so no data directory is used.')];
  return judgeDirectory(readDirectory(place.dataDir));
}
