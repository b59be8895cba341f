import { randomBytes } from 'node:crypto';
import type { AskedWorkspaces } from '../flows/ports/asked-workspaces.ts';
import type { AuditLog } from '../flows/ports/audit-log.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { Environment } from '../settings/environment.ts';
import { createAskedWorkspaces } from '../store/asked-workspaces.ts';
import { createAuditLog } from '../store/create-audit-log.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { DirectoryInUse } from '../store/directory-lock.ts';
import { hasDatabase } from '../store/embedded-database.ts';

export interface OpenedRecord {
  readonly database: Database;
  readonly auditLog: AuditLog;
  readonly workspaces: AskedWorkspaces;
}

/**
 * Opens the store without the rest of the bot and its tokens. Throws an error that says what to do if there is no record
 * or it cannot be opened.
 */
export async function openRecord(place: Environment['database'], clock: Clock): Promise<OpenedRecord> {
  if ('dataDir' in place && !hasDatabase(place.dataDir)) {
    throw new Error(
      `There is no record in ${place.dataDir}. Set DATA_DIR or DATABASE_URL as it is set for the bot, or run this where the bot runs.`,
    );
  }
  try {
    const database = await openDatabase({ ...place, clock });
    const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
    const { kysely } = database;
    return {
      ...{ database, workspaces: createAskedWorkspaces(kysely) },
      auditLog: createAuditLog({ kysely, clock, randomHex }),
    };
  } catch (error) {
    throw error instanceof DirectoryInUse && 'dataDir' in place ? sayInUse(place.dataDir, error) : error;
  }
}

/** The bot that has it open answers such commands itself, so this one cannot. */
function sayInUse(directory: string, { holder }: DirectoryInUse): Error {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new Error(
    `The record in ${directory} is open in ${who}, which answers no commands. It is starting, stopping, a command itself, on another machine, or a bot of an earlier version. Run this again in a moment, or where the bot runs. If the bot is of an earlier version: stop it, run this again, and start it again.`,
  );
}
