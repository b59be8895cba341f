import module from 'node:module';
import { join } from 'node:path';

/**
 * The cache lies inside the program's own folder because V8 trusts its content: whoever may write there could change the
 * program as well. Node's default, a folder in `/tmp`, is open to other users. A build deletes it.
 */
const FOLDER = join(import.meta.dirname, '..', '.compiled');

interface WithCompileCache {
  /** In Node 22.1 or newer; the tests run on older ones too, and the types are theirs. */
  readonly enableCompileCache?: (folder: string) => unknown;
}

/** Has Node keep what it compiles for the next start. Where the folder cannot be written, nothing is kept. */
export function keepCompiled(): void {
  (module as WithCompileCache).enableCompileCache?.(FOLDER);
}
