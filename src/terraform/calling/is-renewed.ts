import type { Secret } from '../../flows/ports/secret.ts';

/** Whether another token than the one that was refused can be tried. Somebody else may have read it anew meanwhile. */
export function isRenewed(secret: Secret, refused: string): boolean {
  if (secret.current() !== refused) return true;
  try {
    return secret.reread() && secret.current() !== refused;
  } catch {
    return false;
  }
}
