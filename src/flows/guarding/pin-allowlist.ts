import type { Allowlist } from '../../domain/entry.ts';

/**
 * Pins the current allowlist for one click or command, so that the decision and its record use the same one even if the
 * file changes meanwhile.
 */
export function pinAllowlist<Deps extends { readonly allowlist: () => Allowlist }>(deps: Deps): Deps {
  const now = deps.allowlist();
  return { ...deps, allowlist: () => now };
}
