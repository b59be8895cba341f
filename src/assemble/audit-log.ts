import { randomBytes } from 'node:crypto';
import type { AuditLog } from '../flows/ports/audit-log.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { readDatabasePlace } from '../settings/environment.ts';
import { readTextFile } from '../settings/read-text.ts';
import { createAuditLog } from '../store/create-audit-log.ts';
import { openDatabase } from '../store/database.ts';
import { DirectoryInUse } from '../store/directory-lock.ts';
import { hasDatabase } from '../store/embedded-database.ts';

export interface OpenedAuditLog {
  readonly auditLog: AuditLog;
  close(): Promise<void>;
}

/**
 * Opens the audit record without the rest of the bot and its tokens. Throws `SettingsFault`, and an error that says
 * what to do if there is no record or it cannot be opened.
 */
export async function openAuditLog(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<OpenedAuditLog> {
  const place = readDatabasePlace(environment, readTextFile);
  if ('dataDir' in place && !hasDatabase(place.dataDir)) {
    throw new Error(
      `There is no record in ${place.dataDir}. Set DATA_DIR or DATABASE_URL as it is set for the bot, or run this where the bot runs.`,
    );
  }
  try {
    const { kysely, close } = await openDatabase({ ...place, clock });
    const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
    return { auditLog: createAuditLog({ kysely, clock, randomHex }), close };
  } catch (error) {
    throw error instanceof DirectoryInUse && 'dataDir' in place ? sayInUse(place.dataDir, error) : error;
  }
}

function sayInUse(directory: string, { holder }: DirectoryInUse): Error {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new Error(
    `The record in ${directory} is open in ${who}, which is the bot if it runs; an embedded database is open in one process alone. Stop it, run this again, and start it again. With DATABASE_URL both work at the same time.`,
  );
}
