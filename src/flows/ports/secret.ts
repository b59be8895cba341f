/** A token or key that may be renewed while the bot runs. */
export interface Secret {
  current(): string;
  /** Reads it again where it came from a file. True if it is another one now. */
  reread(): boolean;
}
