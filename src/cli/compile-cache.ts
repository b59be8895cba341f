import module from 'node:module';
import { join } from 'node:path';

/**
 * The compile cache, in the program's own folder because V8 trusts its content: whoever can write there could change
 * the program as well. Node's default, a folder in `/tmp`, is open to other users. A build deletes it.
 */
const FOLDER = join(import.meta.dirname, '..', '.compiled');

interface WithCompileCache {
  /** Exists in Node 22.1 and later. The tests also run on older versions, whose types are installed. */
  readonly enableCompileCache?: (folder: string) => unknown;
}

/** Caches compiled code for the next start. Does nothing if the folder is not writable. */
export function keepCompiled(): void {
  (module as WithCompileCache).enableCompileCache?.(FOLDER);
}
