import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** A Unix socket's path may have 107 bytes on Linux and 103 on macOS. */
const LONGEST_SOCKET_PATH = 103;

/** The longest name of a socket in the data directory. */
const LONGEST_NAME = `held-${'0'.repeat(16)}.sock`;

export interface Sockets {
  readonly path: (socket: string) => string;
  readonly close: () => void;
}

/** On Linux an open directory has a short path (/proc/self/fd), however long its real one is. */
export function reachSockets(directory: string): Sockets {
  const direct = (socket: string): string => join(directory, socket);
  if (Buffer.byteLength(direct(LONGEST_NAME)) <= LONGEST_SOCKET_PATH) return { path: direct, close: () => {} };
  if (process.platform !== 'linux') {
    throw new Error(
      `The path of the data directory ${directory} is too long for the sockets in it. Choose a DATA_DIR of at most 75 bytes.`,
    );
  }
  const opened = openSync(directory, 'r');
  let open = true;
  return {
    path: (socket) => `/proc/self/fd/${opened}/${socket}`,
    close: () => {
      if (open) closeSync(opened);
      open = false;
    },
  };
}
