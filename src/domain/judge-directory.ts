import { type CheckAnswer, fault, fine, warning } from './diagnosis.ts';

/** The directory of the embedded database, as the file system shows it. */
export interface DirectoryReading {
  readonly path: string;
  /** Node's word for why it cannot be used, such as `EACCES`. */
  readonly unusable?: string;
  /** It does not exist yet, but can be made. */
  readonly isNew: boolean;
  /** Bytes. */
  readonly free: number;
  /** True if it belongs to the user of this process. */
  readonly isOwn: boolean;
  /** Every user may write it. */
  readonly isOpen: boolean;
  readonly fileSystem: 'local' | 'memory' | 'network';
}

/** Bytes. Below the first, PostgreSQL soon cannot write; below the second, somebody should look. */
const FULL = 64 * 1024 ** 2;
const NEARLY_FULL = 512 * 1024 ** 2;

export function judgeDirectory(read: DirectoryReading): readonly CheckAnswer[] {
  const { path, unusable, free } = read;
  if (unusable !== undefined)
    return [
      fault(
        'directory_unusable',
        `${path} cannot be used (${unusable}).`,
        'Give the directory to the user that runs the bot (chown), make the disk writable, or set DATA_DIR to another.',
      ),
    ];
  const answers: CheckAnswer[] = [];
  const left = `${Math.floor(free / 1024 ** 2)} MB are free for ${path}.`;
  const room = 'Make room, or set DATA_DIR to a larger disk.';
  if (free < FULL) answers.push(fault('disk_full', left, room));
  else if (free < NEARLY_FULL) answers.push(warning('disk_nearly_full', left, room));
  if (!read.isOwn)
    answers.push(
      warning('other_owner', `${path} belongs to another user.`, 'Give it to the user that runs the bot (chown).'),
    );
  if (read.isOpen)
    answers.push(warning('open_to_others', `every user of this machine can change ${path}.`, `chmod 700 ${path}`));
  if (read.fileSystem === 'memory')
    answers.push(
      warning(
        'in_memory',
        `${path} is in memory, and lost at the next restart.`,
        'Set DATA_DIR to a directory on a disk.',
      ),
    );
  if (read.fileSystem === 'network')
    answers.push(
      warning(
        'on_network',
        `${path} is on a network file system, which may lose commits and locks.`,
        'Set DATA_DIR to a local disk, or set DATABASE_URL.',
      ),
    );
  if (answers.length > 0) return answers;
  return [
    fine('directory_usable', read.isNew ? `${path} does not exist yet, and can be made.` : `${path} can be used.`),
  ];
}
