import { existsSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SettingsFault } from '../settings/fault.ts';
import { readTextFile, sayUnreadable } from '../settings/read-text.ts';

const FILE = '.env';

/**
 * Outside production, sets the variables of `.env` that are not set yet, so that every command finds what the bot has.
 * Throws a `SettingsFault` where the file cannot be read as text.
 */
export function loadEnvironmentFile(env: NodeJS.ProcessEnv): void {
  if (env.NODE_ENV === 'production' || !existsSync(FILE)) return;
  for (const [name, value] of Object.entries(parseEnv(read()))) env[name] ??= value;
}

function read(): string {
  try {
    // A byte order mark would become part of the first name.
    return readTextFile(FILE).replace(/^\ufeff/, '');
  } catch (error) {
    throw new SettingsFault([sayUnreadable(FILE, error)]);
  }
}
