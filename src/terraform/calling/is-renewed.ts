import type { Secret } from '../../flows/ports/secret.ts';

/** Whether there is another token to try than the refused one. Another call may have read it meanwhile. */
export function isRenewed(secret: Secret, refused: string): boolean {
  if (secret.current() !== refused) return true;
  try {
    return secret.reread() && secret.current() !== refused;
  } catch {
    return false;
  }
}
