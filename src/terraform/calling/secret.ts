/** A token that may be renewed while the bot runs. */
export interface Secret {
  current(): string;
  /** Reads it anew from where it came from, and says whether it is another one now. */
  reread(): boolean;
}

/** Whether another token than the one that was refused can be tried. Somebody else may have read it anew meanwhile. */
export function isRenewed(secret: Secret, refused: string): boolean {
  if (secret.current() !== refused) return true;
  try {
    return secret.reread() && secret.current() !== refused;
  } catch {
    return false;
  }
}
