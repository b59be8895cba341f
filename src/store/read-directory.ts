import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DirectoryReading } from '../domain/judge-directory.ts';
import { codeOf } from './describe-error.ts';

/** Magic numbers of Linux file systems, from `linux/magic.h`. */
const MEMORY: readonly number[] = [0x01021994, 0x858458f6];
const NETWORK: readonly number[] = [0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x00c36400, 0x5346414f];

/** Looks at the directory of an embedded database without making or changing anything. */
export function readDirectory(dataDir: string): DirectoryReading {
  const path = resolve(dataDir);
  const isNew = !existsSync(path);
  const none = { path, isNew, free: 0, isOwn: true, isOpen: false, fileSystem: 'local' } as const;
  try {
    // A directory that does not exist is made in the nearest one that does.
    const found = isNew ? nearest(path) : path;
    const stats = statSync(found);
    if (!stats.isDirectory()) return { ...none, unusable: 'ENOTDIR' };
    accessSync(found, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize, type } = statfsSync(found);
    const kind = process.platform === 'linux' ? type : 0;
    return {
      ...{ path, isNew, free: bavail * bsize },
      isOwn: isNew || process.getuid === undefined || stats.uid === process.getuid(),
      isOpen: !isNew && (stats.mode & 0o002) !== 0,
      fileSystem: MEMORY.includes(kind) ? 'memory' : NETWORK.includes(kind) ? 'network' : 'local',
    };
  } catch (error) {
    return { ...none, unusable: codeOf(error) };
  }
}

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));
