import type { Allowlist } from '../../domain/entry.ts';

/**
 * The same parts with the allowlist of this moment, so that what one press or command is decided by and what the record
 * says it was decided by are one, even where the file changes in its midst.
 */
export function pinAllowlist<Deps extends { readonly allowlist: () => Allowlist }>(deps: Deps): Deps {
  const now = deps.allowlist();
  return { ...deps, allowlist: () => now };
}
