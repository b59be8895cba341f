import { accessSync, constants, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf } from './describe-error.ts';

/** The embedded database's directory cannot be used. Names the fix if the cause is known. */
export class DirectoryUnusable extends Error {
  constructor(directory: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const advice = ADVICE[codeOf(cause)];
    super(`The data directory ${directory} cannot be used: ${said}.${advice === undefined ? '' : ` ${advice()}`}`, {
      cause,
    });
    this.name = 'DirectoryUnusable';
  }
}

const notAllowed = (): string =>
  `This process runs as user ${process.getuid?.() ?? 'unknown'}, who has to be able to write there. Give the directory or the volume to that user (chown), or set DATA_DIR to another.`;

const ADVICE: Readonly<Record<string, () => string>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: () => 'It is on a file system that is read-only. Set DATA_DIR to a volume that can be written.',
  ENOSPC: () => 'The disk is full. Make room, or set DATA_DIR to another volume.',
  ENOTDIR: () => 'Part of that path is a file. Set DATA_DIR to a directory.',
  ENOENT: () => 'No directory can be created there. Set DATA_DIR to another path.',
  EEXIST: () => 'There is a file of that name. Set DATA_DIR to a directory.',
};

/**
 * Creates each missing level by itself. `recursive` of Node's own mkdir never returns if the parent exists and the
 * system still answers that there is no such directory, as it does in `/proc`.
 */
function makeLevels(directory: string): void {
  if (existsSync(directory)) return;
  makeLevels(dirname(directory));
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another process was first.
    if (codeOf(error) !== 'EEXIST' || !existsSync(directory)) throw error;
  }
}

/** Creates the directory if it does not exist and returns its real path. Throws `DirectoryUnusable`. */
export function makeDataDirectory(dataDir: string): string {
  try {
    makeLevels(resolve(dataDir));
    const directory = realpathSync(dataDir);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return directory;
  } catch (error) {
    throw new DirectoryUnusable(dataDir, error);
  }
}
