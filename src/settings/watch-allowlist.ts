import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AllowlistReading } from '../flows/guarding/replace-allowlist.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { parseAllowlist } from './allowlist-file.ts';
import { SettingsFault } from './fault.ts';
import type { Connections } from './name-faults.ts';
import { codeOf, decodeText, sayUnreadable } from './read-text.ts';

export interface WatchedAllowlist {
  readonly file: string;
  readonly connections: Connections;
  readonly clock: Clock;
  /** Told of what could not be taken; the slow look tries again. */
  readonly onError: (error: unknown) => void;
}

/** Takes a reading, or throws; `isAskedFor` where an operator had the file read. */
export type TakeReading = (reading: AllowlistReading, isAskedFor: boolean) => Promise<void>;

export interface AllowlistWatch {
  /** Reads and takes the file as it is, without waiting until it has settled. */
  readNow(): Promise<void>;
  /** Resolves once nothing is read or taken any more. */
  stop(): Promise<void>;
}

/** Two looks so far apart have to read the same before it counts: a file that is still being written is no fault yet (milliseconds). */
const SETTLED_AFTER = 500;
/** One save is many events, and other files of the folder have theirs (milliseconds). */
const FIRST_LOOK_AFTER = 100;
/** Where the system tells of no change (a network file system, a folder that came later), it is found after so long (milliseconds). */
const LOOK_EVERY = 30_000;

/**
 * Watches the folders of the file, since it may be replaced by another one under its name, and may be a link that points
 * elsewhere from now on, as in a Kubernetes ConfigMap. An event only says that it is time to look; what counts is the
 * content.
 */
export function watchAllowlist(watched: WatchedAllowlist, take: TakeReading): AllowlistWatch {
  const { clock, file, onError } = watched;
  let stopped = false;
  let taken: string | undefined;
  let seen: { readonly key: string; readonly since: number } | undefined;
  let timer: unknown;
  let queue: Promise<void> = Promise.resolve();
  const next = (work: () => Promise<void>): Promise<void> => {
    queue = queue.then(() => (stopped ? undefined : work().catch(onError)));
    return queue;
  };
  const lookIn = (milliseconds: number): void => {
    if (!stopped) timer ??= clock.setTimeout(look, milliseconds);
  };
  const takeContent = async (content: Content, isAskedFor: boolean): Promise<void> => {
    [taken, seen] = [undefined, undefined];
    await take(readingOf(watched, content), isAskedFor);
    taken = content.key;
  };
  const look = (): void => {
    timer = undefined;
    void next(async () => {
      await folders.follow();
      const content = await readContent(file);
      const now = content.key;
      if (now === taken) {
        seen = undefined;
        return;
      }
      if (now !== seen?.key) seen = { key: now, since: clock.now() };
      const rest = seen.since + SETTLED_AFTER - clock.now();
      if (rest <= 0) await takeContent(content, false);
      else lookIn(rest);
    });
  };
  const folders = watchFolders(file, () => lookIn(FIRST_LOOK_AFTER));
  const slowly = clock.setInterval(look, LOOK_EVERY);
  look();
  return {
    readNow: () => next(async () => takeContent(await readContent(file), true)),
    stop: async () => {
      stopped = true;
      clock.clearInterval(slowly);
      clock.clearTimeout(timer);
      folders.close();
      await queue;
    },
  };
}

type Content = { readonly key: string } & ({ readonly text: string } | { readonly fault: string });

async function readContent(file: string): Promise<Content> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readFile(file);
    return { key: hashOf(bytes), text: decodeText(bytes) };
  } catch (error) {
    return { key: bytes === undefined ? codeOf(error) : hashOf(bytes), fault: sayUnreadable(file, error) };
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function readingOf({ file, connections }: WatchedAllowlist, content: Content): AllowlistReading {
  const hash = content.key;
  if ('fault' in content) return { hash, faults: [content.fault] };
  try {
    return { hash, allowlist: parseAllowlist(content.text, file, connections) };
  } catch (error) {
    if (error instanceof SettingsFault) return { hash, faults: error.faults };
    throw error;
  }
}

/** The folder that the file is named in, and the one it really stands in; `follow` looks where that is now. */
function watchFolders(
  file: string,
  onChange: () => void,
): { readonly follow: () => Promise<void>; readonly close: () => void } {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const add = (folder: string): void => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, onChange);
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
    } catch {
      // The slow look finds what cannot be watched.
    }
  };
  return {
    follow: async () => {
      const named = dirname(file);
      const real = await realpath(file).then(dirname, () => named);
      for (const folder of watchers.keys()) if (folder !== named && folder !== real) forget(folder);
      add(named);
      add(real);
    },
    close: () => {
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}
