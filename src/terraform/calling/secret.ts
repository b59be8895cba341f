/** A token that may be renewed while the bot runs. */
export interface Secret {
  current(): string;
  /** Reads it again from its source. Returns whether it has changed. */
  reread(): boolean;
}

/** Whether there is another token to try than the refused one. Another call may have read it meanwhile. */
export function isRenewed(secret: Secret, refused: string): boolean {
  if (secret.current() !== refused) return true;
  try {
    return secret.reread() && secret.current() !== refused;
  } catch {
    return false;
  }
}
