import { existsSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SettingsFault } from '../settings/fault.ts';
import { readTextFile, sayUnreadable } from '../settings/read-text.ts';

const FILE = '.env';

/**
 * Outside production, sets unset variables from `.env`, so that every command sees the bot's variables. Throws
 * `SettingsFault` if the file cannot be read as text.
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
