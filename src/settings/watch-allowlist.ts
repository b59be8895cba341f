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
  /** Called if the file could not be applied. The slow check tries again. */
  readonly onError: (error: unknown) => void;
}

/** Applies a file that was read, or throws. `isAskedFor` is true if an operator asked for it. */
export type TakeReading = (reading: AllowlistReading, isAskedFor: boolean) => Promise<void>;

export interface AllowlistWatch {
  /** Reads and applies the file at once, without waiting until it stops changing. */
  readNow(): Promise<void>;
  /** Resolves when nothing is being read or applied any more. */
  stop(): Promise<void>;
}

/** Two reads this far apart must be equal (milliseconds), so that a half-written file is not a fault. */
const SETTLED_AFTER = 500;
/** One save causes many events, so they are collected for this long (milliseconds). */
const FIRST_LOOK_AFTER = 100;
/**
 * The interval of the slow check (milliseconds), for file systems without change events and for folders that appear
 * later.
 */
const LOOK_EVERY = 30_000;

/**
 * Watches the folders of the file, since the file may be replaced or be a link that changes, as in a Kubernetes
 * ConfigMap. Events only trigger a read; the content decides.
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

/** The folder of the given path and the real one behind links. `follow` finds the real one again. */
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
      // What cannot be watched is found by the slow check.
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
